import type { Logger } from '@aws-lambda-powertools/logger';
import { LOG_MESSAGES } from '../../../shared/messages/log-messages.ts';
import { loggedEventId } from '../../../shared/purchasely/event-id.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import { describeRetry } from '../outcome.ts';
import { parseOperations } from '../sent-operations.ts';
import type { Settled } from '../settle.ts';
import type { NameWorkspace } from './workspace-name.ts';

/**
 * Writes a line for whatever did not simply work, and at level DEBUG for the rest. A line holds ids of the event and names
 * of attributes, never a value of the webhook.
 */
export function logOutcomes(settled: readonly Settled[], nameOf: NameWorkspace, logger: Logger): void {
  const isDetailed = ['TRACE', 'DEBUG'].includes(logger.getLevelName());
  for (const one of settled) if (isDetailed || !isSmooth(one)) logOutcome(one, nameOf, logger);
}

/** Whether a webhook has no line but at level DEBUG. */
function isSmooth({ mapped, outcome, notHidden }: Settled): boolean {
  const isAdjusted = mapped?.kind === 'operations' && mapped.adjustments.length > 0;
  return ['delivered', 'skipped'].includes(outcome.kind) && !isAdjusted && notHidden === undefined;
}

function logOutcome(settled: Settled, nameOf: NameWorkspace, logger: Logger): void {
  const { webhook, event, mapped, outcome, isDone, notStored, notHidden } = settled;
  // A message that could not be hidden comes back after the visibility timeout of the queue: no time is better than a wrong one.
  const againInSeconds = notHidden === undefined ? settled.againInSeconds : undefined;
  const facts = {
    event_id: loggedIdOf(settled),
    event_name: event?.name.slice(0, MAX_NAME_LENGTH),
    connection: webhook.message.attributes.connection,
    workspace: nameOf(settled),
    request_id: webhook.message.attributes.request_id,
    message_id: webhook.messageId,
    attempt: webhook.receiveCount,
  };
  if (mapped?.kind === 'operations' && mapped.adjustments.length > 0) {
    const adjustments = mapped.adjustments.slice(0, MAX_ADJUSTMENTS);
    logger.warn(LOG_MESSAGES.adjusted, {
      ...facts,
      adjusted: mapped.adjustments.length,
      adjustments,
    });
  }
  switch (outcome.kind) {
    case 'delivered':
      logger.debug(LOG_MESSAGES.delivered, { ...facts, ...sentBy(mapped) });
      break;
    case 'skipped':
      logger.debug(LOG_MESSAGES.skipped, { ...facts, why: outcome.why });
      break;
    case 'retry':
      logger.warn(LOG_MESSAGES.retry, {
        ...facts,
        ...outcome,
        cause: describeRetry(outcome),
        again_in_seconds: againInSeconds,
      });
      break;
    case 'dead-letter': {
      const message = isDone ? LOG_MESSAGES.deadLettered : LOG_MESSAGES.notDeadLettered;
      logger.error(message, {
        ...facts,
        ...outcome.failure,
        ...notStored,
        again_in_seconds: againInSeconds,
      });
      break;
    }
  }
  if (notHidden !== undefined) logger.warn(LOG_MESSAGES.notPostponed, { ...facts, ...notHidden });
}

/** The `event_id` of a webhook, also of one that could not be read any further. */
export function loggedIdOf({ event, webhook }: Pick<Settled, 'event' | 'webhook'>): string | undefined {
  return loggedEventId(event === undefined ? (toObject(webhook.text) ?? {}) : { event_id: event.id });
}

function sentBy(mapped: Settled['mapped']) {
  if (mapped?.kind !== 'operations') return {};
  const { identify, event } = parseOperations(mapped);
  return { sent_id: event?.id, sent_name: event?.name, attributes: Object.keys(identify?.attributes ?? {}) };
}

/** Limits for hostile webhooks, with tens of thousands of names or names of a megabyte: a log line holds 256 kB. */
const MAX_ADJUSTMENTS = 20;
const MAX_NAME_LENGTH = 200;
