import type { Verdict } from '../oracle/verdict.ts';
import type { CampaignOptions } from '../prepare.ts';

/** A text that a file contains exactly once, and its replacement. */
type Edit = readonly [find: string, replacement: string];

/** A connector with one defect, which a campaign has to detect. */
export interface Mutant {
  readonly name: string;
  /** The check that has to detect it. */
  readonly breaks: keyof Verdict;
  /** Settings of the campaign that detects it, if the default ones do not. */
  readonly campaign?: Partial<CampaignOptions>;
  /** Path of the broken file in the project. */
  readonly file: string;
  readonly edits: readonly Edit[];
}

/**
 * For defects that need two copies of `deliver` on one person and no later webhook that corrects the result, which are
 * a few people in a thousand webhooks.
 */
const COPIES_MEET: Partial<CampaignOptions> = { timestamps: 'ignored', webhooks: 2_000 };

/** Mistakes that are easy to make in a connector like this one. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'deletes messages before it has sent them',
    breaks: 'lost',
    file: 'functions/deliver/handler.ts',
    edits: [
      [
        "import { SQSClient } from '@aws-sdk/client-sqs';",
        "import { DeleteMessageCommand, SQSClient } from '@aws-sdk/client-sqs';",
      ],
      [
        'const deadlineMs =',
        `await Promise.all(Records.map(({ receiptHandle }) =>
          sqs.send(new DeleteMessageCommand({ QueueUrl: settings.eventsQueueUrl, ReceiptHandle: receiptHandle })),
        ));
        const deadlineMs =`,
      ],
    ],
  },
  {
    name: 'treats a 207 as a success',
    breaks: 'lost',
    file: 'functions/deliver/send/judge.ts',
    edits: [["if (text.trim() === '' && status !== 207)", 'if (status >= 200)']],
  },
  {
    name: 'gives each attempt a random UUID instead of the ULID',
    breaks: 'lost',
    file: 'shared/customerio/ulid.ts',
    edits: [
      ['const digest = hash(', 'if (parts.length > 0) return crypto.randomUUID();\n  const digest = hash('],
    ],
  },
  {
    name: 'gives each attempt a random ULID',
    breaks: 'doubled',
    file: 'shared/customerio/ulid.ts',
    edits: [["hash('sha256', JSON.stringify(parts)", "hash('sha256', crypto.randomUUID()"]],
  },
  {
    name: 'writes a person without a condition',
    breaks: 'wrongPeople',
    campaign: COPIES_MEET,
    file: 'functions/deliver/people/people-table.ts',
    edits: [
      ['Item: item, ...isStill(replaced?.revision)', 'Item: item'],
      ['statement: toStatement(table, item, replaced?.revision)', 'statement: undefined'],
    ],
  },
  {
    name: 'sends the view of a person before it is stored',
    breaks: 'wrongPeople',
    campaign: COPIES_MEET,
    file: 'functions/deliver/people/learn.ts',
    edits: [['await people.write(changes)', '(void people.write(changes), new Map<string, Written>())']],
  },
  {
    name: 'does not look again after it has sent a person',
    breaks: 'wrongPeople',
    campaign: COPIES_MEET,
    file: 'functions/deliver/people/look-again.ts',
    edits: [['let current = told;', 'let current: readonly Told[] = [];']],
  },
  {
    name: 'lets the clock of a person stand still',
    breaks: 'wrongPeople',
    campaign: { ...COPIES_MEET, timestamps: 'strict' },
    file: 'shared/people/person-record.ts',
    edits: [['clock === undefined ? 0 : clock + 1', 'clock ?? 0']],
  },
  {
    name: 'believes ACTIVATE and DEACTIVATE more than the lifecycle event beside them',
    breaks: 'wrongPeople',
    file: 'shared/people/state-of.ts',
    edits: [["name === 'DEACTIVATE' ? 0 : name === 'ACTIVATE' ? 1 : 2", "name === 'DEACTIVATE' ? 3 : 2"]],
  },
  {
    name: 'takes the subscription with the newest event for the main one',
    breaks: 'wrongPeople',
    file: 'shared/people/summary.ts',
    edits: [
      [
        'if (byStanding !== 0) return byStanding;',
        'if (byStanding > -99) return newest(other) - newest(one);',
      ],
    ],
  },
  {
    name: 'answers 200 before SQS has the webhook',
    breaks: 'lost',
    file: 'functions/receive/accept-webhook.ts',
    edits: [['await store(message);', 'store(message).catch(() => {});']],
  },
  {
    name: 'treats a 429 as a refusal',
    breaks: 'unjustifiedDeadLetters',
    file: 'functions/deliver/send/judge.ts',
    edits: [['new Set([408, 425, 429])', 'new Set([408, 425])']],
  },
  {
    name: 'treats the refusal of one item as that of all',
    breaks: 'unjustifiedDeadLetters',
    file: 'functions/deliver/send/judge.ts',
    edits: [
      ["error === undefined ? { kind: 'accepted' }", "errors.length === 0 ? { kind: 'accepted' }"],
      ['...error.refusal', '...error?.refusal'],
    ],
  },
  {
    name: 'does not hide what has to wait',
    breaks: 'wronglyTimed',
    file: 'functions/deliver/settle.ts',
    edits: [['return postpone(settled, context);', 'return settled;']],
  },
  {
    name: 'never reads the key of Customer.io again',
    breaks: 'stale',
    file: 'functions/deliver/workspace/credentials.ts',
    edits: [
      ['const MAX_AGE_SECONDS = 300;', 'const MAX_AGE_SECONDS = 100_000_000;'],
      [
        'return fetch(secretName, true).catch(',
        'if (nowMs > 0) return undefined;\n      return fetch(secretName, true).catch(',
      ],
    ],
  },
  {
    name: 'never reads the shared secret of Purchasely again',
    breaks: 'unaccounted',
    file: 'functions/receive/shared-secrets.ts',
    edits: [
      ['const MAX_AGE_MS = 3_600_000;', 'const MAX_AGE_MS = Number.POSITIVE_INFINITY;'],
      ['const REFRESH_INTERVAL_MS = 10_000;', 'const REFRESH_INTERVAL_MS = Number.POSITIVE_INFINITY;'],
    ],
  },
  {
    name: 'answers Purchasely 200, whatever the backend answers',
    breaks: 'lostElsewhere',
    file: 'functions/receive/accept-webhook.ts',
    edits: [['const status = relayed?.status ?? 200;', 'const status = relayed === undefined ? 200 : 200;']],
  },
  {
    name: 'asks the backend before it has verified',
    breaks: 'forgedElsewhere',
    file: 'functions/receive/accept-webhook.ts',
    edits: [
      [
        'if (early !== undefined) return early;',
        'if (early !== undefined) { await relayWebhook(request, {}, context); return early; }',
      ],
    ],
  },
  {
    name: 'accepts unsigned webhooks',
    breaks: 'forged',
    file: 'functions/receive/accept-webhook.ts',
    edits: [["return isAuthentic ? undefined : { rejection: 'signature-mismatch' };", 'return undefined;']],
  },
  {
    name: 'dead-letters a webhook after three attempts',
    breaks: 'unjustifiedDeadLetters',
    file: 'functions/deliver/settle.ts',
    edits: [['receiveCount >= maxReceiveCount', 'receiveCount >= Math.min(3, maxReceiveCount)']],
  },
  {
    name: 'treats a dead letter as stored that SQS has refused',
    breaks: 'lost',
    file: 'functions/deliver/settle.ts',
    edits: [['return refusalOf(error);', 'return undefined;']],
  },
  {
    name: 'writes the person into the reason of a dead letter',
    breaks: 'leaked',
    file: 'functions/deliver/settle.ts',
    edits: [
      [
        'toDeadLetterAttributes(failure, {',
        'toDeadLetterAttributes({ ...failure, cause: webhook.text.slice(0, 800) }, {',
      ],
    ],
  },
  {
    name: 'writes the person into its log',
    breaks: 'leaked',
    file: 'functions/deliver/report/log.ts',
    edits: [
      ['message_id: webhook.messageId,', "message_id: webhook.messageId, user: event?.body['user_id'],"],
    ],
  },
];
