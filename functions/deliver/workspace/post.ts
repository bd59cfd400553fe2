import type { Workspace } from '../../../shared/config/resolved.ts';
import type { Credentials, PostBatch, TrackResponse } from '../../../shared/customerio/track-client.ts';
import { MAX_REQUEST_SECONDS, MIN_REQUEST_SECONDS } from '../../../shared/messages/timing.ts';
import { type ItemFailure, judgeResponse } from '../send/judge.ts';
import type { Post } from '../send/send-items.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { WorkspaceCredentials } from './credentials.ts';

/** Says nothing about Customer.io. */
const OUT_OF_TIME: ItemFailure = { kind: 'failed', fault: 'transient', cause: { kind: 'out-of-time' } };

/** Milliseconds since the epoch. */
export type Clock = () => number;

export interface PostContext {
  readonly postBatch: PostBatch;
  readonly credentials: WorkspaceCredentials;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  /** When this invocation may send no more, on that clock. */
  readonly deadlineMs: number;
}

/**
 * Posts to a workspace with its credentials, within the time this invocation has and unless the circuit is open.
 * Credentials that are refused are read again once: they may have been rotated since.
 *
 * @throws if the credentials cannot be had at all
 */
export async function createWorkspacePost(
  { secret }: Workspace,
  { postBatch, credentials, breaker, clock, deadlineMs }: PostContext,
): Promise<Post> {
  let pair = await credentials.get(secret.name);

  const hasTime = () => deadlineMs - clock() >= MIN_REQUEST_SECONDS * 1000;
  const send = (body: string) =>
    postBatch(pair, body, Math.min(MAX_REQUEST_SECONDS * 1000, deadlineMs - clock()));

  /** Requests that are refused together read the secret together. */
  let refreshing: Promise<void> | undefined;
  async function refresh(): Promise<void> {
    pair = (await credentials.refetch(secret.name, clock())) ?? pair;
    refreshing = undefined;
  }

  async function sendWithFreshCredentials(body: string): Promise<TrackResponse> {
    const used = pair;
    const response = await send(body);
    if (response.kind === 'no-answer' || ![401, 403].includes(response.status)) return response;
    refreshing ??= refresh();
    await refreshing;
    return !areSame(used, pair) && hasTime() ? send(body) : response;
  }

  return async (body) => {
    while (breaker.probe !== undefined) await breaker.probe;
    if (!hasTime()) return OUT_OF_TIME;
    const leave = breaker.ask(clock());
    if (leave.kind === 'failed') return leave;
    try {
      const answer = judgeResponse(await sendWithFreshCredentials(body));
      if (answer.kind === 'failed') return leave.failed(answer, clock());
      leave.succeeded();
      return answer;
    } finally {
      leave.end();
    }
  };
}

function areSame(one: Credentials, other: Credentials): boolean {
  return one.siteId === other.siteId && one.apiKey === other.apiKey;
}
