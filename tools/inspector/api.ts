import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import type { WebhookFile } from '../cli/stage/post-webhook.ts';
import type { Answer } from '../track-api/http.ts';
import { Actions, type ActionsContext } from './actions.ts';
import { type DeliveryRecord, KEPT_DELIVERIES, toDeliveryRow } from './delivery-journal.ts';
import { faultPresets, faultQueuesOf } from './fault-switchboard.ts';
import { RecordMapper } from './map-record.ts';
import { KEPT_PEOPLE } from './people-journal.ts';
import { toPersonDetail } from './person-detail.ts';
import type { DeliveryDetail, Setup, Status } from './protocol.ts';
import { lookIntoDeadLetters, lookIntoEvents } from './queue-look.ts';
import { toSentOperations } from './sent-operations.ts';
import { toWebhookDetail } from './webhook-detail.ts';
import { KEPT_WEBHOOKS } from './webhook-journal.ts';

export interface Inspected extends ActionsContext {
  readonly config: ResolvedConfig;
  readonly samples: readonly WebhookFile[];
}

const NOT_FOUND: Answer = { status: 404, body: { error: 'not here, or no longer kept' } };
const ok = (body: object): Answer => ({ status: 200, body });

/** Queries and actions of the page. */
export class Api {
  readonly #inspected: Inspected;
  readonly #mapper: RecordMapper;
  readonly #actions: Actions;

  constructor(inspected: Inspected) {
    this.#inspected = inspected;
    this.#mapper = new RecordMapper(inspected.config);
    this.#actions = new Actions(inspected);
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
        return this.#actions.post(body);
      case 'POST /api/queue/retry-now':
        return this.#actions.retryNow();
      case 'POST /api/dead-letters/replay':
        return this.#actions.replay(body);
      case 'POST /api/faults/on':
        return this.#actions.switchOn(body);
      case 'POST /api/faults/off':
        return this.#actions.switchOff(body);
      default:
        return NOT_FOUND;
    }
  }

  status(): Status {
    const { stack, journal, faults } = this.#inspected;
    const deadLetters = stack.countMessages('dead-letters');
    return {
      outcomes: journal.webhooks.outcomes,
      webhooks: journal.webhooks.records.added,
      deliveries: journal.deliveries.records.added,
      people: journal.people.rows.added,
      queue: stack.countMessages('events'),
      deadLetters: deadLetters.waiting + deadLetters.inFlight,
      faults: faults.active(),
    };
  }

  #setup(): Setup {
    const { stack, samples } = this.#inspected;
    return {
      connections: Object.keys(stack.sharedSecrets).map((name) => ({
        name,
        url: `${stack.url}/webhooks/${name}`,
      })),
      samples: samples.map(({ name, body }) => ({ name, text: body.toString('utf8') })),
      faults: faultPresets(faultQueuesOf(stack)),
      kept: { webhooks: KEPT_WEBHOOKS, deliveries: KEPT_DELIVERIES, people: KEPT_PEOPLE },
    };
  }

  #webhook(id: string): Answer {
    const { journal } = this.#inspected;
    const record = journal.webhooks.records.get(id);
    if (record === undefined) return NOT_FOUND;
    return ok(toWebhookDetail(record, journal, this.#mapper, this.#faultOf));
  }

  #delivery(seq: number): Answer {
    const { journal } = this.#inspected;
    const record = journal.deliveries.records.get(seq);
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
    const row = journal.people.rows.get(key);
    return row === undefined ? NOT_FOUND : ok(toPersonDetail(row, journal, this.#mapper, stack.track));
  }

  readonly #faultOf = ({ request }: DeliveryRecord) => this.#inspected.faults.struckBy(request);
}
