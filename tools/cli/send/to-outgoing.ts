import { randomUUID } from 'node:crypto';
import { closest } from 'fastest-levenshtein';
import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { EVENT_NAMES, type EventName, isEventName } from '../../../shared/purchasely/events.ts';
import { chooseConnection } from '../base/choose-connection.ts';
import { UsageError } from '../base/usage-error.ts';
import { testUserOf } from '../doctor/test-webhook.ts';
import { composeWebhook, type Webhook } from './compose-webhook.ts';
import { type Setting, setAttributes } from './set-attributes.ts';

/** Options that describe the webhook. */
export interface Wish {
  readonly connection?: string;
  readonly environment: string;
  readonly user?: string;
  readonly set?: readonly Setting[];
}

/** A webhook that is ready to be posted. */
export interface Outgoing {
  readonly connection: string;
  readonly webhook: Webhook;
  /** Time of its creation, in milliseconds since the epoch. */
  readonly nowMs: number;
}

/** @throws {UsageError} if there is no such event or connection, or no connection is named and there are several */
export function toOutgoing(event: string, wish: Wish, config: ResolvedConfig): Outgoing {
  const eventName = toEventName(event);
  const connection = chooseConnection(config, wish.connection);
  const settings = config.connections[connection];
  if (settings === undefined) throw new Error(`there is no connection ${connection}`);
  const nowMs = Date.now();
  const webhook = composeWebhook(eventName, {
    eventId: randomUUID(),
    nowMs,
    environment: wish.environment,
    userId: wish.user ?? testUserOf(settings.identity),
  });
  return { connection, webhook: setAttributes(webhook, wish.set ?? []), nowMs };
}

function toEventName(text: string): EventName {
  const name = text.toUpperCase();
  if (isEventName(name)) return name;
  throw new UsageError(
    `Unknown event ${text}. Did you mean ${closest(name, EVENT_NAMES)}? shared/purchasely/README.md lists all events. ` +
      'To send another one, name a listed event and --set event_name=…',
  );
}
