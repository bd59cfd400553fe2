import * as z from 'zod/mini';
import type { Credentials } from '../../../shared/customerio/track-client.ts';
import { askTrackApi } from '../base/ask-track-api.ts';

/** Customer.io's answer about a key pair. */
export type ProbeOutcome =
  | { readonly kind: 'accepted'; readonly region: string; readonly workspaceId: number }
  | { readonly kind: 'refused'; readonly status: number }
  /** No answer, or one that does not show whether the pair is valid. */
  | { readonly kind: 'unknown'; readonly cause: string };

const regionSchema = z.object({ region: z.string(), environment_id: z.int() });

/**
 * Asks the Track API for the region of a key pair. This is the only request that checks credentials without changing
 * anything: `/auth` answers 200 for any credentials.
 *
 * @param origin host of either region; the answer has the right one
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
