import * as z from 'zod/mini';
import { isObject } from '../is-object.ts';
import { toMilliseconds } from './read-attribute.ts';
import { toObject } from './to-object.ts';

/** One webhook of payload version 3, reduced to what every step relies on; `body` still has everything. */
export interface PurchaselyEvent {
  readonly name: string;
  /** Absent from older configurations; `eventKey` stands in. */
  readonly id?: string;
  /** First sending attempt, milliseconds since the epoch. Unchanged on Purchasely's retries. */
  readonly createdAtMs: number;
  /** `PRODUCTION` or `SANDBOX`, as far as documented. */
  readonly environment?: string;
  readonly userId?: string;
  readonly anonymousUserId?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type ParsedWebhook =
  | { readonly kind: 'event'; readonly event: PurchaselyEvent }
  | { readonly kind: 'unreadable'; readonly field: string }
  /** Payload version 2 nests everything and has no event id: Purchasely's console has to be set to version 3. */
  | { readonly kind: 'unsupported-version' };

const optionalText = z.nullish(z.string());
/** An id that an app gives as a number; one too large to be exact is refused rather than mistaken for another. */
const optionalId = z.nullish(z.union([z.string(), z.int()]));

/**
 * Strict about what is read, open about the rest: a webhook refused here waits in the dead-letter queue.
 *
 * @see https://docs.purchasely.com/docs/server-events-attributes
 */
const envelopeSchema = z.object({
  event_name: z.string().check(z.refine((name) => name.trim() !== '')),
  event_id: optionalText,
  event_created_at_ms: z.int().check(z.positive()),
  environment: optionalText,
  user_id: optionalId,
  anonymous_user_id: optionalId,
});

/** Reads the body of a webhook that `receive` found to be a JSON object. */
export function parseWebhook(text: string): ParsedWebhook {
  const body = toObject(text);
  if (body === undefined) return { kind: 'unreadable', field: '' };
  if (isVersion2(body)) return { kind: 'unsupported-version' };

  const parsed = envelopeSchema.safeParse(envelopeOf(body));
  if (!parsed.success) return { kind: 'unreadable', field: String(parsed.error.issues[0]?.path[0] ?? '') };

  const { event_name, event_id, event_created_at_ms, environment, user_id, anonymous_user_id } = parsed.data;
  return {
    kind: 'event',
    event: {
      name: event_name.trim(),
      createdAtMs: event_created_at_ms,
      body,
      id: ifPresent(event_id),
      environment: ifPresent(environment),
      userId: ifPresent(user_id),
      anonymousUserId: ifPresent(anonymous_user_id),
    },
  };
}

/** Missing, `null` and `""` mean the same: the attribute does not apply. */
function ifPresent(value: string | number | null | undefined): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

function isVersion2(body: Record<string, unknown>): boolean {
  const nested = body['event_name'] === undefined && isObject(body['properties']);
  return nested || body['api_version'] === 2 || body['api_version'] === 1;
}

/** Only what is read: a copy of the whole body would take as long as parsing it. */
function envelopeOf(body: Record<string, unknown>): Record<keyof z.infer<typeof envelopeSchema>, unknown> {
  return {
    event_name: body['event_name'],
    event_id: body['event_id'],
    event_created_at_ms: createdAtMs(body),
    environment: body['environment'],
    user_id: body['user_id'],
    anonymous_user_id: body['anonymous_user_id'],
  };
}

/** Every time comes twice, as ISO 8601 and as milliseconds: one of the two is enough. */
function createdAtMs(body: Record<string, unknown>): unknown {
  const milliseconds = body['event_created_at_ms'];
  if (milliseconds !== undefined && milliseconds !== null && milliseconds !== '') return milliseconds;
  return toMilliseconds(body['event_created_at']);
}
