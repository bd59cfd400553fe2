import type { Verdict } from '../oracle/verdict.ts';

/** One change to one source file. */
export interface Edit {
  /** Path in the project. */
  readonly file: string;
  /** A text that the file has exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A connector with one thing broken, which a campaign has to find. */
export interface Mutant {
  readonly name: string;
  /** What it breaks: the check that has to find it. */
  readonly breaks: keyof Verdict;
  readonly edits: readonly Edit[];
}

/** Mistakes that are easily made in a connector like this one. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'deletes messages before it has sent them',
    breaks: 'lost',
    edits: [
      {
        file: 'functions/deliver/handler.ts',
        find: "import { SQSClient } from '@aws-sdk/client-sqs';",
        replace: "import { DeleteMessageCommand, SQSClient } from '@aws-sdk/client-sqs';",
      },
      {
        file: 'functions/deliver/handler.ts',
        find: 'const deadlineMs =',
        replace: `await Promise.all(Records.map(({ receiptHandle }) =>
          sqs.send(new DeleteMessageCommand({ QueueUrl: settings.eventsQueueUrl, ReceiptHandle: receiptHandle })),
        ));
        const deadlineMs =`,
      },
    ],
  },
  {
    name: 'takes a 207 for a success',
    breaks: 'lost',
    edits: [
      {
        file: 'functions/deliver/send/send-items.ts',
        find: "if (text.trim() === '' && status !== 207)",
        replace: 'if (status >= 200)',
      },
    ],
  },
  {
    name: 'gives each attempt a random UUID instead of the ULID',
    breaks: 'lost',
    edits: [
      {
        file: 'shared/customerio/ulid.ts',
        find: 'const digest = hash(',
        replace: 'if (parts.length > 0) return crypto.randomUUID();\n  const digest = hash(',
      },
    ],
  },
  {
    name: 'gives each attempt a random ULID',
    breaks: 'doubled',
    edits: [
      {
        file: 'shared/customerio/ulid.ts',
        find: "hash('sha256', JSON.stringify(parts)",
        replace: "hash('sha256', crypto.randomUUID()",
      },
    ],
  },
  {
    name: 'sends identifies without a timestamp',
    breaks: 'wrongPeople',
    edits: [
      {
        file: 'functions/deliver/send/send-operations.ts',
        find: 'json: JSON.stringify(operation),',
        replace: 'json: JSON.stringify({ ...operation, timestamp: undefined }),',
      },
    ],
  },
  {
    name: 'answers 200 before SQS has the webhook',
    breaks: 'lost',
    edits: [
      {
        file: 'functions/receive/accept-webhook.ts',
        find: 'await store(message);',
        replace: 'store(message).catch(() => {});',
      },
    ],
  },
  {
    name: 'takes a 429 for a refusal',
    breaks: 'unjustifiedDeadLetters',
    edits: [
      {
        file: 'functions/deliver/send/send-items.ts',
        find: 'new Set([408, 425, 429])',
        replace: 'new Set([408, 425])',
      },
    ],
  },
  {
    name: 'takes the refusal of one item for that of all',
    breaks: 'unjustifiedDeadLetters',
    edits: [
      {
        file: 'functions/deliver/send/send-items.ts',
        find: "return error === undefined ? { kind: 'accepted' } : { kind: 'refused', status, ...error.refusal };",
        replace:
          "return error === undefined && errors.length === 0 ? { kind: 'accepted' } : { kind: 'refused', status, ...error?.refusal };",
      },
    ],
  },
  {
    name: 'does not hide what has to wait',
    breaks: 'wronglyTimed',
    edits: [
      {
        file: 'functions/deliver/settle.ts',
        find: 'await postpone(settled, settling);',
        replace: '',
      },
    ],
  },
  {
    name: 'never reads the key of Customer.io again',
    breaks: 'stale',
    edits: [
      {
        file: 'functions/deliver/workspace/credentials.ts',
        find: 'const MAX_AGE_SECONDS = 300;',
        replace: 'const MAX_AGE_SECONDS = 100_000_000;',
      },
      {
        file: 'functions/deliver/workspace/credentials.ts',
        find: 'return fetch(secretName, true).catch(() => undefined);',
        replace: 'return undefined;',
      },
    ],
  },
  {
    name: 'never reads the shared secret of Purchasely again',
    breaks: 'unaccounted',
    edits: [
      {
        file: 'functions/receive/shared-secrets.ts',
        find: 'const MAX_AGE_MS = 3_600_000;',
        replace: 'const MAX_AGE_MS = Number.POSITIVE_INFINITY;',
      },
      {
        file: 'functions/receive/shared-secrets.ts',
        find: 'const REFRESH_INTERVAL_MS = 10_000;',
        replace: 'const REFRESH_INTERVAL_MS = Number.POSITIVE_INFINITY;',
      },
    ],
  },
  {
    name: 'accepts unsigned webhooks',
    breaks: 'forged',
    edits: [
      {
        file: 'functions/receive/accept-webhook.ts',
        find: "return isAuthentic ? undefined : 'signature-mismatch';",
        replace: 'return undefined;',
      },
    ],
  },
  {
    name: 'gives up after three attempts',
    breaks: 'unjustifiedDeadLetters',
    edits: [
      {
        file: 'functions/deliver/settle.ts',
        find: 'webhook.receiveCount >= maxReceiveCount',
        replace: 'webhook.receiveCount >= Math.min(3, maxReceiveCount)',
      },
    ],
  },
  {
    name: 'takes a dead letter for stored that SQS has refused',
    breaks: 'lost',
    edits: [{ file: 'functions/deliver/settle.ts', find: 'return false;', replace: 'return true;' }],
  },
  {
    name: 'writes the person into the reason of a dead letter',
    breaks: 'leaked',
    edits: [
      {
        file: 'functions/deliver/settle.ts',
        find: 'const deadLetter = toDeadLetterAttributes(failure, {',
        replace:
          'const deadLetter = toDeadLetterAttributes({ ...failure, cause: webhook.text.slice(0, 800) }, {',
      },
    ],
  },
  {
    name: 'writes the person into its log',
    breaks: 'leaked',
    edits: [
      {
        file: 'functions/deliver/report/log.ts',
        find: 'message_id: webhook.messageId,',
        replace: "message_id: webhook.messageId, user: event?.body['user_id'],",
      },
    ],
  },
];
