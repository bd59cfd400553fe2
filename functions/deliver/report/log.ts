import type { Logger } from '@aws-lambda-powertools/logger';
import type { Mapped } from '../../../shared/mapping/map-event.ts';
import type { Settled } from '../settle.ts';
import { loggedIdOf } from './logged-id.ts';

/**
 * Writes a line for whatever did not simply work, and at level DEBUG for the rest. A line holds ids of the event and names
 * of attributes, never a value of the webhook.
 */
export function logOutcomes(settled: readonly Settled[], logger: Logger): void {
  for (const one of settled) logOutcome(one, logger);
}

function logOutcome(settled: Settled, logger: Logger): void {
  const { webhook, event, mapped, outcome, isDone, againInSeconds } = settled;
  const facts = {
    event_id: loggedIdOf(settled),
    event_name: event?.name.slice(0, MAX_NAME_LENGTH),
    connection: webhook.message.attributes.connection,
    request_id: webhook.message.attributes.request_id,
    message_id: webhook.messageId,
    attempt: webhook.receiveCount,
  };
  if (mapped.kind === 'operations' && mapped.adjustments.length > 0) {
    const adjustments = mapped.adjustments.slice(0, MAX_ADJUSTMENTS);
    logger.warn('event adjusted to the limits of Customer.io', {
      ...facts,
      adjusted: mapped.adjustments.length,
      adjustments,
    });
  }
  switch (outcome.kind) {
    case 'delivered':
      logger.debug('event delivered', { ...facts, ...sentBy(mapped) });
      break;
    case 'skipped':
      logger.debug('event skipped', { ...facts, why: outcome.why });
      break;
    case 'retry':
      logger.warn('event will be tried again', { ...facts, ...outcome, again_in_seconds: againInSeconds });
      break;
    case 'dead-letter': {
      const message = isDone ? 'event dead-lettered' : 'event could not be dead-lettered';
      logger.error(message, { ...facts, ...outcome.failure, again_in_seconds: againInSeconds });
      break;
    }
  }
}

function sentBy(mapped: Mapped) {
  if (mapped.kind !== 'operations') return {};
  const { identify, event } = mapped;
  return { sent_id: event?.id, sent_name: event?.name, attributes: Object.keys(identify?.attributes ?? {}) };
}

/** What a hostile webhook has tens of thousands of, or a megabyte long: a log line holds 256 kB. */
const MAX_ADJUSTMENTS = 20;
const MAX_NAME_LENGTH = 200;
