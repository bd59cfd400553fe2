import { DEAD_LETTER_REASONS, type DeadLetterReason } from '../messages/dead-letter.ts';
import { CAMPAIGN_HOURS } from '../messages/timing.ts';

interface Advice {
  readonly why: string;
  readonly next: string;
  /** Anchor of its entry in docs/runbook.md. */
  readonly entry: string;
}

/** The next step for the engineer on call, by reason. A new reason does not compile without one. */
const NEXT_STEPS: Record<DeadLetterReason, string> = {
  'unreadable-webhook':
    'Look at that attribute of the webhook. If the app gives such a value, correct the app; if Purchasely sends it, the connector must learn to read it. Then deploy and replay.',
  'unsupported-payload-version':
    'Choose payload version 3 in the console of Purchasely. This webhook stays as it is and cannot be delivered: discard it.',
  'unknown-connection':
    'If the connection should exist, put it back into connector.config.ts, deploy and replay. If it was removed on purpose, discard.',
  'unknown-environment':
    'Report the environment that the webhook names to the maintainers. Replay once the connector knows it.',
  'no-identity': 'It names no person: discard it. If there are many, report them to Purchasely.',
  'invalid-identity':
    'Compare identity.userId in connector.config.ts with the ids that the app gives to Purchasely. If the setting is wrong, correct it, deploy and replay; if the id is, discard.',
  'connector-fault': 'Report it to the maintainers at once. Replay after the fix is deployed.',
  'refused-by-customerio':
    'Leave the field out or rename it in connector.config.ts (eventAttributes, userProperties, events), deploy and replay.',
  'retries-exhausted': `Once events are delivered again, replay soon: ${CAMPAIGN_HOURS} h after it was created, an event starts no campaign.`,
  'configuration-fault':
    'Correct the secret or the region of the workspace, see that new events are delivered, and replay.',
};

/** Returns why a webhook is a dead letter, and the next step. */
export function adviceFor(reason: string): Advice {
  if (isReason(reason)) {
    return { why: DEAD_LETTER_REASONS[reason], next: NEXT_STEPS[reason], entry: reason };
  }
  return {
    why: 'It has no known reason: SQS moved it after deliver crashed or timed out too often, or it was put into the queue by hand.',
    next: 'Look at the log and the errors of the function deliver. Replay after the fix is deployed.',
    entry: 'no-reason-at-all',
  };
}

export function isReason(reason: string): reason is DeadLetterReason {
  return Object.hasOwn(DEAD_LETTER_REASONS, reason);
}
