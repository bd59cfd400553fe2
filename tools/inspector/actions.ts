import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { signedHeaders } from '../cli/stage/post-webhook.ts';
import type { Stage } from '../cli/stage/stage.ts';
import type { LocalStack } from '../local/local-stack.ts';
import { type Answer, parseBody } from '../track-api/http.ts';
import type { FaultSwitchboard } from './fault-switchboard.ts';
import type { Journal } from './journal.ts';
import type { Posted, Replayed } from './protocol.ts';
import { replayDeadLetters } from './replay.ts';

const postSchema = z.object({
  connection: z.string(),
  body: z.string(),
  signature: z.enum(['right', 'wrong', 'none']),
});

const switchOnSchema = z.object({
  name: z.string(),
  /** Empty for all people. */
  person: z.string(),
});

const switchOffSchema = z.object({
  /** Absent for all faults. */
  id: z.optional(z.string()),
});

const replaySchema = z.object({
  messageIds: z.array(z.string()).check(z.minLength(1)),
});

const ok = (body: object): Answer => ({ status: 200, body });
const invalid = (error: string): Answer => ({ status: 400, body: { error } });

export interface ActionsContext {
  readonly stack: LocalStack;
  readonly stage: Stage;
  readonly journal: Journal;
  readonly faults: FaultSwitchboard;
}

/** Actions that the page may request, with JSON bodies. */
export class Actions {
  readonly #context: ActionsContext;
  /** Replays run one after the other, because one hides dead letters from another. */
  #replaying: Promise<unknown> = Promise.resolve();

  constructor(context: ActionsContext) {
    this.#context = context;
  }

  /** Posts a body as Purchasely would, or as a sender without the secret would. */
  async post(body: Buffer): Promise<Answer> {
    const parsed = postSchema.safeParse(parseBody(body));
    if (!parsed.success) return invalid('expected connection, body and signature');
    const { connection, body: text, signature } = parsed.data;
    const { url, sharedSecrets } = this.#context.stack;
    const secret = sharedSecrets[connection];
    if (secret === undefined) return invalid(`no connection is called ${connection}`);
    const webhook = Buffer.from(text);
    const headers =
      signature === 'none'
        ? { 'content-type': 'application/json' }
        : signedHeaders(webhook, signature === 'wrong' ? `not ${secret}` : secret, Date.now());
    const response = await fetch(`${url}/webhooks/${connection}`, { method: 'POST', body: webhook, headers });
    const webhookId = response.headers.get('apigw-requestid') ?? '';
    return ok({ status: response.status, answer: await response.text(), webhookId } satisfies Posted);
  }

  /** Ends the wait of every webhook that waits for its next attempt. */
  async retryNow(): Promise<Answer> {
    const { stack, journal } = this.#context;
    const waiting = stack.messages('events').filter(({ attributes, receiptHandle }) => {
      const record = journal.webhooks.records.get(attributes['request_id'] ?? '');
      return record?.state.kind === 'retrying' && receiptHandle !== undefined;
    });
    const ended = await Promise.allSettled(
      waiting.map(({ receiptHandle }) =>
        stack.sqs.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: stack.eventsQueueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: 0,
          }),
        ),
      ),
    );
    // The handle of a message that has just become visible is no longer valid.
    return ok({ retried: ended.filter(({ status }) => status === 'fulfilled').length });
  }

  async replay(body: Buffer): Promise<Answer> {
    const parsed = replaySchema.safeParse(parseBody(body));
    if (!parsed.success) return invalid('expected messageIds');
    const { stage, journal } = this.#context;
    const replaying = this.#replaying.then(() =>
      replayDeadLetters(stage, new Set(parsed.data.messageIds), (id) => journal.webhooks.addReplay(id)),
    );
    this.#replaying = replaying.catch(() => {});
    return ok((await replaying) satisfies Replayed);
  }

  switchOn(body: Buffer): Answer {
    const parsed = switchOnSchema.safeParse(parseBody(body));
    if (!parsed.success) return invalid('expected name and person');
    const { name, person } = parsed.data;
    return this.#context.faults.switchOn(name, person || undefined) ? ok({}) : invalid('no such fault');
  }

  switchOff(body: Buffer): Answer {
    const parsed = switchOffSchema.safeParse(parseBody(body));
    if (!parsed.success) return invalid('expected id, or nothing for all of them');
    const { id } = parsed.data;
    if (id === undefined) this.#context.faults.switchAllOff();
    else this.#context.faults.switchOff(id);
    return ok({});
  }
}
