import type { Credentials } from '../../../shared/customerio/track-client.ts';
import { USER_AGENT } from '../../../shared/version.ts';

/** The answer of the Track API. Without one, the code or name of the error. */
export type TrackAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'no answer'; readonly cause: string };

const TIMEOUT_MS = 10_000;

/**
 * Sends one request of a command to the Track API.
 *
 * @param body JSON body, which makes the request a POST
 * @throws if interrupted
 */
export async function askTrackApi(
  origin: string,
  path: string,
  { siteId, apiKey }: Credentials,
  interrupted: AbortSignal,
  body?: object,
): Promise<TrackAnswer> {
  try {
    const response = await fetch(new URL(path, origin), {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        authorization: `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`,
        'content-type': 'application/json',
        'user-agent': USER_AGENT,
      },
      redirect: 'manual', // a redirect would send the credentials elsewhere
      signal: AbortSignal.any([interrupted, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const { status } = response;
    return { kind: 'answer', status, body: await response.json().catch(() => undefined) };
  } catch (error) {
    if (interrupted.aborted) throw error;
    return { kind: 'no answer', cause: causeOf(error) };
  }
}

/** Returns the code or name of an error. `fetch` has the informative one in `cause`. */
function causeOf(error: unknown): string {
  const inner = error instanceof Error ? (error.cause ?? error) : error;
  if (!(inner instanceof Error)) return 'no answer';
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name;
}
