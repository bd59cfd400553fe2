import { DEAD_LETTER_REASONS, type DeadLetterReason } from '../messages/dead-letter.ts';
import { CAMPAIGN_HOURS } from '../messages/timing.ts';

interface Advice {
  readonly why: string;
  readonly next: string;
}

/** What somebody on call does about each reason. A new reason does not compile until it has its advice. */
const NEXT_STEPS: Record<DeadLetterReason, string> = {
  'unreadable-webhook':
    'Look at that attribute of the webhook. Correct the app if it gives such a value; if Purchasely sends it, the connector has to learn to read it. Then deploy and replay.',
  'unsupported-payload-version':
    'Choose payload version 3 in the console of Purchasely. This webhook stays as it is and cannot be delivered: discard it.',
  'unknown-connection':
    'If the connection should exist, put it back into connector.config.ts, deploy and replay. If it was removed on purpose, discard.',
  'unknown-environment':
    'Tell the maintainers which environment the webhook names. Replay once the connector knows it.',
  'no-identity': 'There is nobody to deliver it to: discard it. If there are many, tell Purchasely.',
  'invalid-identity':
    'Compare identity.userId in connector.config.ts with the ids that the app gives to Purchasely. If the setting is wrong, correct it, deploy and replay; if the id is, discard.',
  'connector-fault': 'Tell the maintainers at once. Replay after the fix is deployed.',
  'refused-by-customerio':
    'Leave the field out or rename it in connector.config.ts (eventAttributes, userProperties, events), deploy and replay.',
  'retries-exhausted': `Once events are delivered again, replay soon: ${CAMPAIGN_HOURS} h after it was created, an event starts no campaign.`,
  'configuration-fault':
    'Correct the secret or the region of the workspace, see that new events are delivered, and replay.',
};

/** Why a dead letter is one, and what to do, in plain words. */
export function adviceFor(reason: string): Advice {
  if (isReason(reason)) return { why: DEAD_LETTER_REASONS[reason], next: NEXT_STEPS[reason] };
  return {
    why: 'It has no reason that is known here: SQS moved it after deliver had ended without a word, by a crash or a timeout, too often; or somebody put it into the queue.',
    next: 'Look at the log and the errors of the function deliver. Replay after the fix is deployed.',
  };
}

export function isReason(reason: string): reason is DeadLetterReason {
  return Object.hasOwn(DEAD_LETTER_REASONS, reason);
}
