/**
 * Both sides of `deliver`: a full events queue, and a Customer.io that accepts everything. Calls take constant time and
 * are not stored, so that nothing here grows with the backlog.
 */
import { createHash, randomUUID } from 'node:crypto';
import { isObject } from '../../shared/is-object.ts';
import { toSqsAttributes } from '../../shared/messages/sqs-attributes.ts';
import { ACCEPTED } from '../../tools/track-api/answers.ts';
import { type Answer, sendAnswer, serve } from '../../tools/track-api/http.ts';
import { createWebhooks } from '../deliver/webhooks.ts';
import { answerParent } from '../measure/answer-parent.ts';

export type BacklogQuestion =
  | { readonly kind: 'origins' }
  | { readonly kind: 'fill'; readonly webhooks: number; readonly connection: string }
  /** Answered when the queue is empty. */
  | { readonly kind: 'drained' };

export interface Origins {
  readonly sqs: string;
  readonly track: string;
}

/** Arrivals at Customer.io since the queue was filled. */
export interface Arrived {
  readonly requests: number;
  readonly events: number;
  /** Number of different event ids. */
  readonly differentEvents: number;
  /** Time of the first half of the webhooks, from the first poll, and of the second half. */
  readonly halvesMs: readonly [number, number];
}

/** Patterns of webhooks. Each webhook of a backlog is one of them with another person and another id. */
const PATTERNS = createWebhooks(1_000).map(({ body }) => JSON.parse(body) as Record<string, unknown>);

class Backlog {
  readonly #size: number;
  readonly #connection: string;
  readonly #inFlight = new Set<string>();
  readonly #eventIds = new Set<unknown>();
  readonly #drained = Promise.withResolvers<Arrived>();
  #received = 0;
  #deleted = 0;
  #startedAtMs = Number.NaN;
  #halfAtMs = Number.NaN;
  #events = 0;
  #requests = 0;

  constructor(size: number, connection: string) {
    this.#size = size;
    this.#connection = connection;
    this.#drained.promise.catch(() => {}); // the caller that awaits it reports the error
  }

  drained(): Promise<Arrived> {
    return this.#drained.promise;
  }

  isEmpty(): boolean {
    return this.#received === this.#size;
  }

  receive(count: number): object[] {
    if (this.#received === 0) this.#startedAtMs = performance.now();
    const end = Math.min(this.#received + count, this.#size);
    const messages = [];
    for (; this.#received < end; this.#received += 1) messages.push(this.#take(this.#received));
    return messages;
  }

  #take(number: number): object {
    const handle = String(number);
    this.#inFlight.add(handle);
    const now = String(Date.now());
    const pattern = PATTERNS[number % PATTERNS.length];
    const body = JSON.stringify({ ...pattern, user_id: `user-${number}`, event_id: randomUUID() });
    return {
      MessageId: randomUUID(),
      ReceiptHandle: handle,
      Body: body,
      MD5OfBody: createHash('md5').update(body).digest('hex'),
      Attributes: {
        SentTimestamp: now,
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: now,
      },
      MessageAttributes: toSqsAttributes({
        connection: this.#connection,
        received_at: now,
        request_id: randomUUID(),
        trace: `Root=1-00000000-${'0'.repeat(24)}`,
      }),
    };
  }

  delete(handle: string): void {
    if (!this.#inFlight.delete(handle)) this.fail(`message ${handle} is deleted and was not in flight`);
    this.#deleted += 1;
    if (this.#deleted === Math.ceil(this.#size / 2)) this.#halfAtMs = performance.now();
    if (this.#deleted === this.#size) this.#drained.resolve(this.#arrived());
  }

  deliver(operations: readonly Record<string, unknown>[]): void {
    this.#requests += 1;
    for (const { action, id } of operations) {
      if (action !== 'event') continue;
      this.#events += 1;
      this.#eventIds.add(id);
    }
  }

  fail(why: string): void {
    this.#drained.reject(new Error(why));
  }

  #arrived(): Arrived {
    return {
      requests: this.#requests,
      events: this.#events,
      differentEvents: this.#eventIds.size,
      halvesMs: [this.#halfAtMs - this.#startedAtMs, performance.now() - this.#halfAtMs],
    };
  }
}

let backlog = new Backlog(0, '');

/** Time until an empty queue answers a poll: shorter than a long poll, but no busy loop. */
const EMPTY_ANSWER_MS = 100;

const sqs = await serve(async ({ headers }, body, response) => {
  const action = String(headers['x-amz-target']).replace('AmazonSQS.', '');
  const input = JSON.parse(body.toString('utf8'));
  const isLongPoll = action === 'ReceiveMessage' && backlog.isEmpty();
  // Answered from the current state, so that a poller of this backlog gets nothing of the next.
  const answer = answerSqs(action, input);
  if (isLongPoll) setTimeout(() => sendAnswer(response, answer), EMPTY_ANSWER_MS);
  else sendAnswer(response, answer);
});

function answerSqs(action: string, input: Record<string, unknown>): Answer {
  switch (action) {
    case 'ReceiveMessage':
      return { status: 200, body: { Messages: backlog.receive(Number(input['MaxNumberOfMessages'])) } };
    case 'DeleteMessageBatch': {
      const entries = input['Entries'] as readonly { Id: string; ReceiptHandle: string }[];
      for (const { ReceiptHandle } of entries) backlog.delete(ReceiptHandle);
      return { status: 200, body: { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] } };
    }
    default:
      // For example for a postponed webhook or a dead letter.
      backlog.fail(`deliver has called ${action}: a webhook was not delivered`);
      return { status: 400, body: { __type: 'com.amazonaws.sqs#UnsupportedOperation', message: action } };
  }
}

const track = await serve(async (_, body, response) => {
  const { batch } = JSON.parse(body.toString('utf8'));
  backlog.deliver(Array.isArray(batch) ? batch.filter(isObject) : []);
  sendAnswer(response, ACCEPTED);
});

answerParent(async (question: BacklogQuestion): Promise<Origins | Arrived | undefined> => {
  switch (question.kind) {
    case 'origins':
      return { sqs: sqs.origin, track: track.origin };
    case 'fill':
      backlog = new Backlog(question.webhooks, question.connection);
      return;
    case 'drained':
      return backlog.drained();
  }
});
