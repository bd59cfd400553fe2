import { isObject } from '../../shared/is-object.ts';
import {
  millisecondsToSeconds,
  readAttribute,
  toUnixSeconds,
} from '../../shared/purchasely/read-attribute.ts';
import { toObject } from '../../shared/purchasely/to-object.ts';

/** Facts read from a webhook of any payload version. */
export interface WebhookFacts {
  readonly event: string;
  /** Absent if the webhook names no person. */
  readonly person?: string | undefined;
  readonly isAnonymous: boolean;
  /** Time of its creation, in Unix seconds. */
  readonly createdAt?: number | undefined;
}

export function readFacts(body: Buffer): WebhookFacts {
  const webhook = toObject(body.toString('utf8'));
  if (webhook === undefined) return { event: '(not a JSON object)', isAnonymous: false };
  const user = isObject(webhook['user']) ? webhook['user'] : {};
  const known = readAttribute(webhook, 'user_id', 'string') ?? readAttribute(user, 'vendor_id', 'string');
  const anonymous = readAttribute(webhook, 'anonymous_user_id', 'string');
  return {
    event:
      readAttribute(webhook, 'event_name', 'string') ??
      readAttribute(webhook, 'name', 'string') ??
      '(no event name)',
    person: known ?? anonymous,
    isAnonymous: known === undefined && anonymous !== undefined,
    createdAt:
      millisecondsToSeconds(webhook['event_created_at_ms']) ?? toUnixSeconds(webhook['event_created_at']),
  };
}
