/** The calls of v1 that carry data. */
export type V1Call =
  | { readonly kind: 'v1 anonymous event' }
  /** The customer stands in the path, still percent-encoded. */
  | { readonly kind: 'v1 identify' | 'v1 event'; readonly identifier: string };

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

const ROUTES: readonly Route[] = [
  { kind: 'auth', method: 'GET', path: /^\/auth$/ },
  { kind: 'region', method: 'GET', path: /^\/api\/v1\/accounts\/region$/ },
  { kind: 'v1 identify', method: 'PUT', path: /^\/api\/v1\/customers\/([^/]*)$/ },
  { kind: 'v1 event', method: 'POST', path: /^\/api\/v1\/customers\/([^/]*)\/events$/ },
  { kind: 'v1 anonymous event', method: 'POST', path: /^\/api\/v1\/events$/ },
  { kind: 'v2 entity', method: 'POST', path: /^\/api\/v2\/entity$/ },
  { kind: 'v2 batch', method: 'POST', path: /^\/api\/v2\/batch$/ },
];

/** What a request calls, or the status of one that calls nothing here. */
export function findCall({ method, path }: { method: string; path: string }): Call | 404 | 405 {
  const route = ROUTES.find((each) => each.path.test(path));
  if (route === undefined) return 404;
  if (route.method !== method) return 405;
  const { kind } = route;
  if (kind !== 'v1 identify' && kind !== 'v1 event') return { kind };
  return { kind, identifier: route.path.exec(path)?.[1] ?? '' };
}
