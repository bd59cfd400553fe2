import { setTimeout as wait } from 'node:timers/promises';
import type { AwsCall, Interference, PassOn } from '../../local/aws-proxy.ts';
import type { LambdaFunction } from '../../local/lambda/lambda-function.ts';
import type { Answer } from '../../track-api/http.ts';
import type { Chances } from './chances.ts';
import { type Outage, outagePeriod, type Period } from './outage.ts';

/** Settings and targets of AWS faults. The functions exist only once the stage runs. */
export interface AwsFaultsSettings {
  readonly chances: Chances;
  readonly functions: () => { readonly receive: LambdaFunction; readonly deliver: LambdaFunction };
  /** Of the campaign. */
  readonly period: Period;
  /** Makes a message visible while it is processed. */
  readonly redeliver: (receiptHandle: string) => Promise<void>;
  /** Called when `receive` sends the webhook of a request to SQS. */
  readonly onQueueing: (requestId: string) => void;
  /** Called when two copies of `deliver` have written one person at once, before the second is refused. */
  readonly onConflict: () => void;
  /** Called when a fault prevents messages from being hidden, or makes them visible. */
  readonly onDisturbed: (receiptHandles: readonly string[]) => void;
  /** Called when a fault prevents a function from reading a secret. */
  readonly onSecretUnread: () => void;
  readonly speed: number;
}

/** How a fault answers a call in place of the service. */
type Strike = (settings: AwsFaultsSettings, call: AwsCall, passOn: PassOn) => Promise<Answer | 'reset'>;

/** Longer than the timeout of the functions for AWS, in milliseconds of the run. */
const TOO_LATE_MS = 2_500;
const IN_TIME_MS = 1_200;

const REFUSED: Answer = {
  status: 503,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: { __type: 'ServiceUnavailable', message: 'injected' },
};

const lateAnswer: Strike = async ({ speed }, _, passOn) => {
  const answer = await passOn();
  await wait(TOO_LATE_MS / speed, undefined, { ref: false });
  return answer;
};
const slowAnswer: Strike = async ({ speed }, _, passOn) => {
  const answer = await passOn();
  await wait(IN_TIME_MS / speed, undefined, { ref: false });
  return answer;
};
const lostAnswer: Strike = async (_settings, _call, passOn) => {
  await passOn();
  return 'reset';
};
const refusal: Strike = async () => REFUSED;

const throttling: Strike = async () => ({
  status: 400,
  headers: REFUSED.headers,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message: 'injected',
  },
});
const refusedStatements: Strike = async () => ({
  status: 400,
  headers: REFUSED.headers,
  body: { __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'injected' },
});
/** Writes the person first, as another copy, so that the condition of the call fails. */
const overtaken: Strike = async (_settings, _call, passOn) => {
  await passOn();
  return passOn();
};

type FunctionName = 'receive' | 'deliver';
const killedBefore =
  (name: FunctionName): Strike =>
  async ({ functions }) => {
    functions()[name].signalAtWork('SIGKILL');
    return 'reset';
  };
const killedAfter =
  (name: FunctionName): Strike =>
  async ({ functions }, _, passOn) => {
    await passOn();
    functions()[name].signalAtWork('SIGKILL');
    return 'reset';
  };
const frozenAfter =
  (name: FunctionName): Strike =>
  async ({ functions }, _, passOn) => {
    functions()[name].signalAtWork('SIGSTOP');
    return passOn();
  };

/** Performs one half of a batch and refuses the other. */
const half: Strike = async (_, { input }, passOn) => {
  const entries = entriesOf(input);
  const middle = Math.ceil(entries.length / 2);
  const answer = await passOn({ ...input, Entries: entries.slice(middle) });
  return { ...answer, body: { ...answer.body, Failed: entries.slice(0, middle).map(failed) } };
};
/** Runs one half of the statements and throttles the other. */
const halfThrottled: Strike = async (_, { input }, passOn) => {
  const statements = input['Statements'] as object[];
  const throttled = statements.slice(Math.floor(statements.length / 2));
  const answer = await passOn({ ...input, Statements: statements.slice(0, -throttled.length) });
  const responses = (answer.body['Responses'] ?? []) as object[];
  const refusals = throttled.map(() => ({ Error: { Code: 'ThrottlingError', Message: 'injected' } }));
  return { ...answer, body: { Responses: [...responses, ...refusals] } };
};
/** Reports all entries of a batch as failed without performing them. */
const none: Strike = async (_, { input }) => ({
  status: 200,
  headers: REFUSED.headers,
  body: { Successful: [], Failed: entriesOf(input).map(failed) },
});

/** Faults by place: the action, and the queue, table or secret. */
const FAULTS: Readonly<Record<string, Readonly<Record<string, Strike>>>> = {
  'SendMessage events': {
    'receive killed before its SQS send': killedBefore('receive'),
    'receive killed after its SQS send': killedAfter('receive'),
    'receive timed out after its SQS send': frozenAfter('receive'),
    'SQS refused receive': refusal,
    'SQS answered receive too late': lateAnswer,
    'SQS answer to receive lost': lostAnswer,
  },
  'SendMessage copies': {
    'SQS refused a copy': refusal,
    'SQS took a copy too late': lateAnswer,
    'SQS answer about a copy lost': lostAnswer,
  },
  'SendMessage dead-letters': {
    'deliver killed before it stored a dead letter': killedBefore('deliver'),
    'deliver killed after it stored a dead letter': killedAfter('deliver'),
    'SQS refused a dead letter': refusal,
    'SQS answer about a dead letter lost': lostAnswer,
  },
  'ChangeMessageVisibilityBatch events': {
    'deliver killed before it hid messages': killedBefore('deliver'),
    'deliver killed after it hid messages': killedAfter('deliver'),
    'SQS refused to hide messages': refusal,
    'SQS hid one half of the messages': half,
  },
  'DeleteMessageBatch events': {
    'poller gone before it deleted': none,
    'SQS deleted one half of the messages': half,
  },
  'ReceiveMessage events': {
    'SQS delivered a message twice': async ({ redeliver, onDisturbed }, _, passOn) => {
      const answer = await passOn();
      const [first] = messagesOf(answer);
      if (first !== undefined) {
        await redeliver(first.ReceiptHandle);
        onDisturbed([first.ReceiptHandle]);
      }
      return answer;
    },
  },
  'BatchGetItem people': {
    'deliver killed before it read people': killedBefore('deliver'),
    'deliver killed after it read people': killedAfter('deliver'),
    'people table refused to be read': refusal,
    'people table answered a read too late': lateAnswer,
  },
  'PutItem people': {
    'deliver killed before it wrote a person': killedBefore('deliver'),
    'deliver killed after it wrote a person': killedAfter('deliver'),
    'people table refused to be written': refusal,
    'people table throttled': throttling,
    'people table answered a write too late': lateAnswer,
    'people table answered a write slowly, but in time': slowAnswer,
    'people table answer to a write lost': lostAnswer,
    'another copy wrote the person first': overtaken,
  },
  'BatchExecuteStatement people': {
    'deliver killed before it wrote several people': killedBefore('deliver'),
    'deliver killed after it wrote several people': killedAfter('deliver'),
    'people table refused to write several people': refusal,
    'people table refused statements': refusedStatements,
    'people table throttled one half of several writes': halfThrottled,
    'people table answered several writes too late': lateAnswer,
    'people table answered several writes slowly, but in time': slowAnswer,
    'people table answer to several writes lost': lostAnswer,
    'another copy wrote several people first': overtaken,
  },
  'GetSecretValue purchasely': {
    'receive killed while it read its secret': killedBefore('receive'),
    'Secrets Manager refused receive': refusal,
    'Secrets Manager answered receive too late': lateAnswer,
  },
  'GetSecretValue customerio': {
    'deliver killed while it read credentials': killedBefore('deliver'),
    'Secrets Manager refused deliver': refusal,
    'Secrets Manager answered deliver too late': lateAnswer,
  },
};

const OUTAGES: readonly (Outage & { readonly kind: string; readonly places: readonly string[] })[] = [
  { kind: 'SQS away for receive', at: 0.2, hours: 4, places: ['SendMessage events'] },
  // After Customer.io was unavailable for a day: patience ends and many dead letters are due.
  { kind: 'SQS away for dead letters', at: 0.425, hours: 12, places: ['SendMessage dead-letters'] },
  {
    kind: 'people table away',
    at: 0.53,
    hours: 5,
    places: ['BatchGetItem people', 'PutItem people', 'BatchExecuteStatement people'],
  },
  {
    kind: 'Secrets Manager away',
    at: 0.3,
    hours: 3,
    places: ['GetSecretValue purchasely', 'GetSecretValue customerio'],
  },
];

/** One message per receive, so that several copies of `deliver` get messages of one person at the same time. */
const SPREAD = 'messages of a person spread over copies of deliver';
const SPREAD_PART = 0.6;
/** The result of spreading messages, without a fault. */
const CONFLICT = 'two copies of deliver wrote a person at once';

/** Factor by which faults of a place that is seldom reached are more frequent. */
const OFTEN: Readonly<Record<string, number>> = { 'BatchExecuteStatement people': 8 };

/** Refusals in a row, because the SDK retries a refused call at once. */
const REFUSALS_IN_A_ROW = 3;

/**
 * Injects outages and faults of SQS, DynamoDB and Secrets Manager, and kills functions before or after the effect of
 * each call. Between two calls a function has no visible effect, so these are all the moments at which its death
 * matters. `addTrackFaults` has those around Customer.io.
 */
export function createAwsFaults(settings: AwsFaultsSettings): Interference {
  const { chances } = settings;
  const kinds = [
    SPREAD,
    CONFLICT,
    ...OUTAGES.map(({ kind }) => kind),
    ...Object.values(FAULTS).flatMap(Object.keys),
  ];
  for (const kind of kinds) chances.announce(kind);
  const refusing = new Map<string, number>();
  const disturb = (call: AwsCall) => {
    settings.onDisturbed(handlesOf(call));
    if (call.action === 'GetSecretValue') settings.onSecretUnread();
  };

  return async (call, passOn) => {
    const place = `${call.action} ${targetOf(call)}`;
    const faults = FAULTS[place] ?? {};
    if (place === 'SendMessage events') settings.onQueueing(requestIdOf(call));
    const outage = outageNow(place, settings.period);
    if (outage !== undefined) {
      chances.count(outage.kind);
      disturb(call);
      return REFUSED;
    }
    const left = refusing.get(place) ?? 0;
    if (left > 0) {
      refusing.set(place, left - 1);
      disturb(call);
      return REFUSED;
    }
    let answer = passOn;
    if (call.action === 'ReceiveMessage') {
      const isSpread = chances.drawPart(SPREAD_PART);
      const received = await passOn(isSpread ? { ...call.input, MaxNumberOfMessages: 1 } : undefined);
      // Faults need an answer with messages.
      if (messagesOf(received).length === 0) return received;
      if (isSpread) chances.count(SPREAD);
      answer = async () => received;
    }
    const kind = chances.drawOne(Object.keys(faults), OFTEN[place]);
    const strike = kind === undefined ? undefined : faults[kind];
    if (strike === undefined) {
      const answered = await answer();
      for (const _ of conflictsIn(answered)) {
        chances.count(CONFLICT);
        settings.onConflict();
      }
      return answered;
    }
    disturb(call);
    if (strike === refusal) refusing.set(place, REFUSALS_IN_A_ROW - 1);
    return strike(settings, call, answer);
  };
}

/** People whom another copy has written since they were read. */
function conflictsIn({ body }: Awaited<ReturnType<PassOn>>): unknown[] {
  if (String(body['__type']).endsWith('ConditionalCheckFailedException')) return [body];
  const responses = (body['Responses'] ?? []) as { Error?: { Code: string } }[];
  if (!Array.isArray(responses)) return []; // of a read
  return responses.filter((response) => CONFLICTS.has(response.Error?.Code));
}

const CONFLICTS: ReadonlySet<string | undefined> = new Set(['ConditionalCheckFailed', 'DuplicateItem']);

function outageNow(place: string, period: Period) {
  return OUTAGES.find((outage) => {
    const { fromMs, untilMs } = outagePeriod(outage, period);
    return outage.places.includes(place) && Date.now() >= fromMs && Date.now() < untilMs;
  });
}

function targetOf({ input }: AwsCall): string {
  const { QueueUrl, SecretId, TableName, RequestItems, Statements } = input;
  if (TableName !== undefined || RequestItems !== undefined || Statements !== undefined) return 'people';
  if (typeof SecretId === 'string') return SecretId.endsWith('/purchasely') ? 'purchasely' : 'customerio';
  const queue = typeof QueueUrl === 'string' ? QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1) : '';
  if (queue === 'copies') return 'copies';
  return queue.includes('DeadLetters') ? 'dead-letters' : 'events';
}

function requestIdOf({ input }: AwsCall): string {
  const attributes = (input['MessageAttributes'] ?? {}) as Record<string, { StringValue?: string }>;
  return attributes['request_id']?.StringValue ?? '';
}

interface Entry {
  readonly Id: string;
  readonly ReceiptHandle?: string;
}

const entriesOf = (input: AwsCall['input']) => (input['Entries'] ?? []) as Entry[];

const messagesOf = ({ body }: Awaited<ReturnType<PassOn>>) =>
  (body['Messages'] ?? []) as { ReceiptHandle: string }[];

const handlesOf = ({ input }: AwsCall) =>
  entriesOf(input).flatMap(({ ReceiptHandle }) => ReceiptHandle ?? []);

const failed = ({ Id }: Entry) => ({
  Id,
  SenderFault: false,
  Code: 'InternalError',
  Message: 'injected',
});
