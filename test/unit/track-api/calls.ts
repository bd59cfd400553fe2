import { isObject } from '../../../shared/is-object.ts';
import type { TrackApi } from '../../../tools/track-api/server.ts';
import type { EventState, PersonState, WorkspaceState } from '../../../tools/track-api/snapshot.ts';
import type { WorkspaceSettings } from '../../../tools/track-api/workspace.ts';

export const PRODUCTION: WorkspaceSettings = {
  name: 'production',
  siteId: 'site-production',
  apiKey: 'key-production',
  region: 'eu',
  environmentId: 3,
};
export const SANDBOX: WorkspaceSettings = {
  name: 'sandbox',
  siteId: 'site-sandbox',
  apiKey: 'key-sandbox',
  region: 'us',
  environmentId: 4,
};
export const WORKSPACES = [PRODUCTION, SANDBOX];

export const ULID = '01K742SG00PNP3REZ49H8NXN84';
export const OTHER_ULID = '01K742SG00PNP3REZ49H8NXN85';
/** 2025-10-09T08:53:20Z, in Unix seconds. */
export const T = 1_760_000_000;

export const anIdentify = {
  type: 'person',
  action: 'identify',
  identifiers: { id: 'u_42' },
  timestamp: T,
  attributes: { plan: 'premium' },
};
export const anEvent = {
  type: 'person',
  action: 'event',
  identifiers: { id: 'u_42' },
  id: ULID,
  name: 'SUBSCRIPTION_RENEWED',
  timestamp: T,
  attributes: { store: 'APPLE_APP_STORE' },
};
/** What the workspace shows of it. */
export const theEvent: EventState = {
  id: ULID,
  action: 'event',
  name: 'SUBSCRIPTION_RENEWED',
  timestamp: T,
  attributes: { store: 'APPLE_APP_STORE' },
};

/** What the state shows of a workspace that holds nothing but this. */
export const aState = (known: Partial<WorkspaceState> = {}): WorkspaceState => ({
  people: [],
  anonymousEvents: {},
  ...known,
});
/** What the state shows of a person who has nothing but this. */
export const aPerson = (known: Partial<PersonState>): PersonState => ({
  identifiers: {},
  attributes: {},
  events: [],
  ...known,
});

export const basic = ({ siteId, apiKey }: Pick<WorkspaceSettings, 'siteId' | 'apiKey'>) =>
  `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`;

export interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
}

/** One request with the credentials of the production workspace, unless the headers say otherwise. */
export async function call(
  api: Pick<TrackApi, 'origin'>,
  path: string,
  { method = 'GET', headers, body }: Call = {},
) {
  const response = await fetch(`${api.origin}${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: basic(PRODUCTION), 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export const sendEntity = (api: TrackApi, body: unknown) =>
  call(api, '/api/v2/entity', { method: 'POST', body });

export const sendBatch = (api: TrackApi, batch: readonly unknown[], headers?: Record<string, string>) =>
  call(api, '/api/v2/batch', { method: 'POST', body: { batch }, headers });

/** Sends operations one request each, in this order, and insists that each was accepted. */
export async function accept(api: TrackApi, ...operations: unknown[]): Promise<void> {
  for (const operation of operations) expect(await sendEntity(api, operation)).toMatchObject({ status: 200 });
}

/** The error list of an answer. */
export function errorsOf({ text }: { text: string }): unknown {
  const body: unknown = JSON.parse(text);
  return isObject(body) ? body['errors'] : undefined;
}
