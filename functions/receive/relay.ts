import type { RelaySettings } from '../../shared/config/resolved.ts';
import { createHttpPost, type HttpProxy } from '../../shared/http-post.ts';
import { USER_AGENT } from '../../shared/version.ts';

/** The result of a webhook at the backend. */
export interface Relayed {
  /** The answer to Purchasely: the backend's own status, or 502 or 504 in its place. */
  readonly status: number;
  /** Of the backend; absent if it did not answer. */
  readonly backendStatus?: number;
  /** Why it did not: `timeout`, or the code of an error such as `ECONNREFUSED`. */
  readonly cause?: string;
  readonly tookMs: number;
}

/** As much of a request as goes on to the backend. */
export interface RelayedRequest {
  readonly body: Buffer;
  /** Those that the backend's own check needs, as they came. */
  readonly headers: Readonly<Record<string, string>>;
  /** The connectors that it has come through, this one included: see `HOPS_HEADER`. */
  readonly hops: readonly string[];
}

/** Posts a webhook to the backend. Never throws. @param timeoutMs what is left of the time of `receive` */
export type Relay = (request: RelayedRequest, timeoutMs: number) => Promise<Relayed>;

/** Names the connectors that a webhook has come through: one that finds itself there is in a loop. */
export const HOPS_HEADER = 'purchasely-customerio-hops';

/** The body of the answer is not used; it is read from the socket so that the connection can be kept. */
const MAX_ANSWER_BYTES = 65_536;

/** A backend, over connections that are kept as long as this execution environment lives. */
export function createRelay(
  { url, timeoutSeconds }: RelaySettings,
  nowMs: () => number,
  proxy?: HttpProxy,
): Relay {
  const post = createHttpPost(new URL(url), MAX_ANSWER_BYTES, { proxy });
  return async ({ body, headers, hops }, timeoutMs) => {
    const startedAtMs = nowMs();
    const limitMs = Math.min(timeoutSeconds * 1_000, timeoutMs);
    const { status, cause } =
      limitMs > 0
        ? await post({ ...headers, 'user-agent': USER_AGENT, [HOPS_HEADER]: hops.join(',') }, body, limitMs)
        : { status: undefined, cause: 'timeout' };
    return { ...toRelayed(status, cause), tookMs: nowMs() - startedAtMs };
  };
}

/**
 * The status is the answer, even if the body behind it breaks off: the backend has decided. A redirect is not followed: the
 * configuration names one address, and Purchasely could do nothing with it.
 */
function toRelayed(backendStatus: number | undefined, cause: string | undefined): Omit<Relayed, 'tookMs'> {
  if (backendStatus === undefined)
    return { status: cause === 'timeout' ? 504 : 502, ...(cause && { cause }) };
  const isAnswer =
    (backendStatus >= 200 && backendStatus < 300) || (backendStatus >= 400 && backendStatus < 600);
  return { status: isAnswer ? backendStatus : 502, backendStatus };
}
