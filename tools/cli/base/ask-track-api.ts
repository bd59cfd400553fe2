import type { Credentials } from '../../../shared/customerio/track-client.ts';
import { USER_AGENT } from '../../../shared/version.ts';

/** What came back from the Track API; or nothing, of which only a code or a name is told. */
export type TrackAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'no answer'; readonly cause: string };

const TIMEOUT_MS = 10_000;

/**
 * One request of a command to the Track API.
 *
 * @param body makes it a POST
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
      redirect: 'manual', // following one would take the credentials elsewhere
      signal: AbortSignal.any([interrupted, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const { status } = response;
    return { kind: 'answer', status, body: await response.json().catch(() => undefined) };
  } catch (error) {
    if (interrupted.aborted) throw error;
    return { kind: 'no answer', cause: causeOf(error) };
  }
}

/** `fetch` keeps the one that says something in the cause. */
function causeOf(error: unknown): string {
  const inner = error instanceof Error ? (error.cause ?? error) : error;
  if (!(inner instanceof Error)) return 'no answer';
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name;
}
