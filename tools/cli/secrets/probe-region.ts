import * as z from 'zod/mini';
import type { Credentials } from '../../../shared/customerio/track-client.ts';
import { USER_AGENT } from '../../../shared/version.ts';

/** What Customer.io says of a key pair. */
export type ProbeOutcome =
  | { readonly kind: 'accepted'; readonly region: string; readonly workspaceId: number }
  | { readonly kind: 'refused'; readonly status: number }
  /** Nobody knows: no answer, or one that says nothing of the pair. */
  | { readonly kind: 'unknown'; readonly cause: string };

const TIMEOUT_MS = 10_000;

const regionSchema = z.object({ region: z.string(), environment_id: z.int() });

/**
 * Asks the Track API which region a key pair belongs to. It is the one request that checks credentials and changes
 * nothing: `/auth` answers 200 to anybody.
 *
 * @param origin of either region: the answer tells the right one
 * @throws if interrupted
 * @see https://docs.customer.io/integrations/api/track/
 */
export async function probeRegion(
  origin: string,
  { siteId, apiKey }: Credentials,
  interrupted: AbortSignal,
): Promise<ProbeOutcome> {
  try {
    const response = await fetch(new URL('/api/v1/accounts/region', origin), {
      headers: {
        authorization: `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`,
        'user-agent': USER_AGENT,
      },
      redirect: 'manual', // following one would take the credentials elsewhere
      signal: AbortSignal.any([interrupted, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return await toOutcome(response);
  } catch (error) {
    if (interrupted.aborted) throw error;
    return { kind: 'unknown', cause: causeOf(error) };
  }
}

async function toOutcome(response: Response): Promise<ProbeOutcome> {
  const { status } = response;
  if (status === 401 || status === 403) return { kind: 'refused', status };
  if (status !== 200) return { kind: 'unknown', cause: `HTTP ${status}` };
  const parsed = regionSchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return { kind: 'unknown', cause: 'an answer without a region' };
  return { kind: 'accepted', region: parsed.data.region, workspaceId: parsed.data.environment_id };
}

/** Codes and names only. `fetch` keeps the one that says something in the cause. */
function causeOf(error: unknown): string {
  const inner = error instanceof Error ? (error.cause ?? error) : error;
  if (!(inner instanceof Error)) return 'no answer';
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name;
}
