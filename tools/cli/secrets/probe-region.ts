import * as z from 'zod/mini';
import type { Credentials } from '../../../shared/customerio/track-client.ts';
import { askTrackApi } from '../base/ask-track-api.ts';

/** What Customer.io says of a key pair. */
export type ProbeOutcome =
  | { readonly kind: 'accepted'; readonly region: string; readonly workspaceId: number }
  | { readonly kind: 'refused'; readonly status: number }
  /** Nobody knows: no answer, or one that says nothing of the pair. */
  | { readonly kind: 'unknown'; readonly cause: string };

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
  credentials: Credentials,
  interrupted: AbortSignal,
): Promise<ProbeOutcome> {
  const answer = await askTrackApi(origin, '/api/v1/accounts/region', credentials, interrupted);
  if (answer.kind === 'no answer') return { kind: 'unknown', cause: answer.cause };
  const { status, body } = answer;
  if (status === 401 || status === 403) return { kind: 'refused', status };
  if (status !== 200) return { kind: 'unknown', cause: `HTTP ${status}` };
  const parsed = regionSchema.safeParse(body);
  if (!parsed.success) return { kind: 'unknown', cause: 'an answer without a region' };
  return { kind: 'accepted', region: parsed.data.region, workspaceId: parsed.data.environment_id };
}
