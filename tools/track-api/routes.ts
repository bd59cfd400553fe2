/** A call of v1 about the customer its path names. */
export interface CustomerCall {
  readonly kind:
    | 'v1 identify'
    | 'v1 delete'
    | 'v1 event'
    | 'v1 suppress'
    | 'v1 unsuppress'
    | 'v1 add device'
    | 'v1 delete device';
  /** Still percent-encoded. */
  readonly identifier: string;
  /** Still percent-encoded. Empty where the path names no device. */
  readonly device: string;
}

/** The calls of v1 that carry data. */
export type V1Call = CustomerCall | { readonly kind: 'v1 anonymous event' } | { readonly kind: 'v1 merge' };

export type Call =
  | V1Call
  | { readonly kind: 'auth' }
  | { readonly kind: 'region' }
  | { readonly kind: 'v2 entity' }
  | { readonly kind: 'v2 batch' };

interface Route {
  readonly kind: Call['kind'];
  readonly method: string;
  readonly path: RegExp;
}

const CUSTOMER = '/api/v1/customers/(?<identifier>[^/]*)';

const ROUTES: readonly Route[] = [
  route('auth', 'GET', '/auth'),
  route('region', 'GET', '/api/v1/accounts/region'),
  route('v1 identify', 'PUT', CUSTOMER),
  route('v1 delete', 'DELETE', CUSTOMER),
  route('v1 event', 'POST', `${CUSTOMER}/events`),
  route('v1 anonymous event', 'POST', '/api/v1/events'),
  route('v1 suppress', 'POST', `${CUSTOMER}/suppress`),
  route('v1 unsuppress', 'POST', `${CUSTOMER}/unsuppress`),
  route('v1 merge', 'POST', '/api/v1/merge_customers'),
  route('v1 add device', 'PUT', `${CUSTOMER}/devices`),
  route('v1 delete device', 'DELETE', `${CUSTOMER}/devices/(?<device>[^/]+)`),
  route('v2 entity', 'POST', '/api/v2/entity'),
  route('v2 batch', 'POST', '/api/v2/batch'),
];

function route(kind: Call['kind'], method: string, path: string): Route {
  return { kind, method, path: new RegExp(`^${path}$`) };
}

/** What a request calls, or the status of one that calls nothing here. */
export function findCall({ method, path }: { method: string; path: string }): Call | 404 | 405 {
  const matching = ROUTES.filter((each) => each.path.test(path));
  if (matching.length === 0) return 404;
  const found = matching.find((each) => each.method === method);
  if (found === undefined) return 405;
  const { identifier = '', device = '' } = found.path.exec(path)?.groups ?? {};
  return { kind: found.kind, identifier, device };
}
