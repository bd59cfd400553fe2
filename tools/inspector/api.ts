import * as z from 'zod/mini';
import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import type { WebhookFile } from '../cli/stage/post-webhook.ts';
import type { Stage } from '../cli/stage/stage.ts';
import type { LocalStack } from '../local/local-stack.ts';
import { type Answer, parseBody } from '../track-api/http.ts';
import { type DeliveryRecord, KEPT_DELIVERIES, toDeliveryRow } from './delivery-journal.ts';
import { FAULT_PRESETS, type FaultSwitchboard } from './fault-switchboard.ts';
import type { Journal } from './journal.ts';
import { RecordMapper } from './map-record.ts';
import { KEPT_PEOPLE } from './people-journal.ts';
import { toPersonDetail } from './person-detail.ts';
import { postBody } from './post.ts';
import type { DeliveryDetail, Posted, Replayed, Setup, Status } from './protocol.ts';
import { lookIntoDeadLetters, lookIntoEvents } from './queue-look.ts';
import { replayDeadLetters } from './replay.ts';
import { retryNow } from './retry-now.ts';
import { toSentOperations } from './sent-operations.ts';
import { toWebhookDetail } from './webhook-detail.ts';
import { KEPT_WEBHOOKS } from './webhook-journal.ts';

export interface Inspected {
  readonly stack: LocalStack;
  readonly stage: Stage;
  readonly config: ResolvedConfig;
  readonly journal: Journal;
  readonly faults: FaultSwitchboard;
  readonly samples: readonly WebhookFile[];
}

/** What the page may ask to be done, as JSON. */
const postSchema = z.object({
  connection: z.string(),
  body: z.string(),
  signature: z.enum(['right', 'wrong', 'none']),
});

const switchOnSchema = z.object({
  name: z.string(),
  /** Empty: everybody. */
  person: z.string(),
});

const switchOffSchema = z.object({
  /** Absent: all. */
  id: z.optional(z.string()),
});

const replaySchema = z.object({
  messageIds: z.array(z.string()).check(z.minLength(1)),
});

const NOT_FOUND: Answer = { status: 404, body: { error: 'not here, or no longer kept' } };
const ok = (body: object): Answer => ({ status: 200, body });
const invalid = (error: string): Answer => ({ status: 400, body: { error } });

/** What the page asks, and asks for. */
export class Api {
  readonly #inspected: Inspected;
  readonly #mapper: RecordMapper;
  /** One replay at a time: what one of them holds, another one could not see. */
  #replaying: Promise<unknown> = Promise.resolve();

  constructor(inspected: Inspected) {
    this.#inspected = inspected;
    this.#mapper = new RecordMapper(inspected.config);
  }

  /** @param call method and path */
  async answer(call: string, query: URLSearchParams, body: Buffer): Promise<Answer> {
    const { stack, journal } = this.#inspected;
    journal.deliveries.look(stack.track);
    const filter = { person: query.get('person') ?? '', event: query.get('event') ?? '' };
    switch (call) {
      case 'GET /api/setup':
        return ok(this.#setup());
      case 'GET /api/webhook':
        return this.#webhook(query.get('id') ?? '');
      case 'GET /api/delivery':
        return this.#delivery(Number(query.get('seq')));
      case 'GET /api/person':
        return this.#person(query.get('key') ?? '');
      case 'GET /api/queue':
        return ok(lookIntoEvents(stack, journal, filter));
      case 'GET /api/dead-letters':
        return ok(lookIntoDeadLetters(stack, journal, filter));
      case 'POST /api/webhooks':
        return this.#post(body);
      case 'POST /api/queue/retry-now':
        return ok({ retried: await retryNow(stack, journal) });
      case 'POST /api/dead-letters/replay':
        return this.#replay(body);
      case 'POST /api/faults/on':
        return this.#switchOn(body);
      case 'POST /api/faults/off':
        return this.#switchOff(body);
      default:
        return NOT_FOUND;
    }
  }

  status(): Status {
    const { stack, journal, faults } = this.#inspected;
    const deadLetters = stack.countMessages('dead-letters');
    return {
      outcomes: journal.webhooks.outcomes,
      webhooks: journal.webhooks.added,
      deliveries: journal.deliveries.added,
      people: journal.people.added,
      queue: stack.countMessages('events'),
      deadLetters: deadLetters.waiting + deadLetters.inFlight,
      faults: faults.active(),
    };
  }

  #setup(): Setup {
    const { stack, samples } = this.#inspected;
    return {
      connections: Object.keys(stack.sharedSecrets).map((name) => ({ name, url: this.#urlOf(name) })),
      samples: samples.map(({ name, body }) => ({ name, text: body.toString('utf8') })),
      faults: FAULT_PRESETS,
      kept: { webhooks: KEPT_WEBHOOKS, deliveries: KEPT_DELIVERIES, people: KEPT_PEOPLE },
    };
  }

  #webhook(id: string): Answer {
    const { journal } = this.#inspected;
    const record = journal.webhooks.get(id);
    if (record === undefined) return NOT_FOUND;
    return ok(toWebhookDetail(record, journal, this.#mapper, this.#faultOf));
  }

  #delivery(seq: number): Answer {
    const { journal } = this.#inspected;
    const record = journal.deliveries.get(seq);
    if (record === undefined) return NOT_FOUND;
    const { method, path } = record.request;
    const detail: DeliveryDetail = {
      row: toDeliveryRow(record, this.#faultOf(record)),
      method,
      path,
      operations: toSentOperations(record, record.operations, journal),
    };
    return ok(detail);
  }

  #person(key: string): Answer {
    const { journal, stack } = this.#inspected;
    const row = journal.people.get(key);
    return row === undefined ? NOT_FOUND : ok(toPersonDetail(row, journal, this.#mapper, stack.track));
  }

  #switchOn(body: Buffer): Answer {
    const parsed = switchOnSchema.safeParse(parseBody(body));
    if (!parsed.success) return invalid('expected name and person');
    const { name, person } = parsed.data;
    return this.#inspected.faults.switchOn(name, person || undefined) ? ok({}) : invalid('no such fault');
  }

  #switchOff(body: Buffer): Answer {
    const parsed = switchOffSchema.safeParse(parseBody(body));
    if (!parsed.success) return invalid('expected id, or nothing for all of them');
    const { id } = parsed.data;
    if (id === undefined) this.#inspected.faults.switchAllOff();
    else this.#inspected.faults.switchOff(id);
    return ok({});
  }

  async #post(body: Buffer): Promise<Answer> {
    const parsed = postSchema.safeParse(parseBody(body));
    if (!parsed.success) return invalid('expected connection, body and signature');
    const { connection, body: text, signature } = parsed.data;
    const secret = this.#inspected.stack.sharedSecrets[connection];
    if (secret === undefined) return invalid(`no connection is called ${connection}`);
    const posted: Posted = await postBody(this.#urlOf(connection), Buffer.from(text), secret, signature);
    return ok(posted);
  }

  async #replay(body: Buffer): Promise<Answer> {
    const parsed = replaySchema.safeParse(parseBody(body));
    if (!parsed.success) return invalid('expected messageIds');
    const { stage, journal } = this.#inspected;
    const replaying = this.#replaying.then(() =>
      replayDeadLetters(stage, new Set(parsed.data.messageIds), (id) => journal.webhooks.addReplay(id)),
    );
    this.#replaying = replaying.catch(() => {});
    const replayed: Replayed = await replaying;
    return ok(replayed);
  }

  #urlOf(connection: string): string {
    return `${this.#inspected.stack.url}/webhooks/${connection}`;
  }

  readonly #faultOf = ({ request }: DeliveryRecord) => this.#inspected.faults.struckBy(request);
}
