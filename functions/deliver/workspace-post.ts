import type { Workspace } from '../../shared/config/resolved.ts';
import type { Post } from '../../shared/customerio/send-items.ts';
import type { Credentials, PostBatch, TrackResponse } from '../../shared/customerio/track-client.ts';
import type { WorkspaceCredentials } from './workspace-credentials.ts';

/** Customer.io's own clients give up after ten seconds too. */
const MAX_REQUEST_MS = 10_000;
/** With less than this left there is no use in starting a request. */
const MIN_REQUEST_MS = 500;

/** Milliseconds since the epoch. */
export type Clock = () => number;

/**
 * Posts to a workspace with its credentials, within the time this invocation has. Credentials that are refused are read
 * again once: they may have been rotated since.
 *
 * @throws if the credentials cannot be had at all
 */
export async function createWorkspacePost(
  { secret }: Workspace,
  postBatch: PostBatch,
  credentials: WorkspaceCredentials,
  clock: Clock,
  deadlineMs: number,
): Promise<Post> {
  let pair = await credentials.get(secret.name);

  function postInTime(body: string): Promise<TrackResponse> | TrackResponse {
    const leftMs = deadlineMs - clock();
    if (leftMs < MIN_REQUEST_MS) return { kind: 'no-answer', cause: 'out of time' };
    return postBatch(pair, body, Math.min(MAX_REQUEST_MS, leftMs));
  }

  return async (body) => {
    const response = await postInTime(body);
    if (response.kind === 'no-answer' || ![401, 403].includes(response.status)) return response;
    const fresh = await credentials.refetch(secret.name, clock());
    if (fresh === undefined || areSame(fresh, pair)) return response;
    pair = fresh;
    return postInTime(body);
  };
}

function areSame(one: Credentials, other: Credentials): boolean {
  return one.siteId === other.siteId && one.apiKey === other.apiKey;
}
