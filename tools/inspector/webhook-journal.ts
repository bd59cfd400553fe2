import type { WebhookEntry, WebhookState } from '../local/ledger.ts';
import { readFacts, type WebhookFacts } from '../local/webhook-facts.ts';
import type { OutcomeKind } from './protocol.ts';
import { Ring, type RingReader, type Tell } from './ring.ts';

/** A webhook and what happened to it. */
export interface WebhookRecord extends Pick<WebhookEntry, 'answered' | 'relayed' | 'failedCopies'> {
  /** Counts arrivals from 1. */
  readonly seq: number;
  readonly id: string;
  readonly atMs: number;
  readonly path: string;
  readonly body: Buffer;
  readonly facts: WebhookFacts;
  readonly state: WebhookState;
  /** Oldest first, without the arrival. */
  readonly steps: readonly StepRecord[];
  readonly forgottenSteps: number;
}

export interface StepRecord {
  readonly atMs: number;
  /** Number of the receive that it ended, or 0 if it is not an attempt. */
  readonly attempt: number;
  readonly state: WebhookState | { readonly kind: 'replayed' };
}

type Draft = { -readonly [Key in keyof WebhookRecord]: WebhookRecord[Key] };

/** Number of newest webhooks to keep. */
export const KEPT_WEBHOOKS = 20_000;
/** Number of newest steps to keep. A webhook that is retried for a day has about a hundred attempts. */
const KEPT_STEPS = 200;

/** Keeps the newest webhooks with their steps, and counts all webhooks. */
export class WebhookJournal {
  readonly #records: Ring<string, Draft>;
  readonly #bySentId = new Map<string, Draft>();
  readonly #outcomes: Record<OutcomeKind, number> = {
    underway: 0,
    retrying: 0,
    delivered: 0,
    skipped: 0,
    'dead-lettered': 0,
    rejected: 0,
  };
  readonly #tell: Tell<WebhookRecord>;

  constructor(tell: Tell<WebhookRecord>) {
    this.#tell = tell;
    this.#records = new Ring(KEPT_WEBHOOKS, (record) => {
      const sentId = sentIdOf(record);
      if (sentId !== undefined) this.#bySentId.delete(sentId);
      tell(record, 'forgotten');
    });
  }

  get outcomes(): Readonly<Record<OutcomeKind, number>> {
    return this.#outcomes;
  }

  /** Webhooks by API Gateway's request id. */
  get records(): RingReader<string, WebhookRecord> {
    return this.#records;
  }

  /** Returns the webhook whose event has this id at Customer.io. */
  findBySentId(sentId: string): WebhookRecord | undefined {
    return this.#bySentId.get(sentId);
  }

  /** Adds an update of the ledger. */
  addEntry(entry: WebhookEntry): void {
    const { requestId, arrivedAtMs, path, body, attempts, state } = entry;
    const known = this.#records.get(requestId);
    const record = known ?? this.#create(requestId, state);
    if (known === undefined ? attempts > 0 : known.state !== state) this.#move(record, state, attempts);
    const { answered, relayed, failedCopies } = entry;
    Object.assign(record, { answered, relayed, failedCopies });
    if (path !== '' && record.path === '') {
      record.atMs = arrivedAtMs;
      record.path = path;
      record.body = body;
      record.facts = readFacts(body);
    }
    this.#tell(record, 'changed');
  }

  /** Adds the replay of a dead letter. */
  addReplay(requestId: string): void {
    const record = this.#records.get(requestId);
    if (record === undefined) return;
    this.#addStep(record, { kind: 'replayed' }, 0);
    this.#setState(record, { kind: 'underway' });
    this.#tell(record, 'changed');
  }

  #create(id: string, state: WebhookState): Draft {
    const record: Draft = {
      seq: this.#records.added + 1,
      id,
      atMs: Date.now(),
      path: '',
      body: Buffer.alloc(0),
      facts: { event: '', isAnonymous: false },
      state,
      steps: [],
      forgottenSteps: 0,
      failedCopies: [],
    };
    this.#records.add(id, record);
    this.#outcomes[state.kind] += 1;
    this.#rememberSentId(record);
    return record;
  }

  #move(record: Draft, state: WebhookState, attempt: number): void {
    this.#addStep(record, state, attempt);
    this.#setState(record, state);
  }

  #setState(record: Draft, state: WebhookState): void {
    this.#outcomes[record.state.kind] -= 1;
    this.#outcomes[state.kind] += 1;
    record.state = state;
    this.#rememberSentId(record);
  }

  #addStep(record: Draft, state: StepRecord['state'], attempt: number): void {
    record.steps = [...record.steps, { atMs: Date.now(), attempt, state }];
    if (record.steps.length <= KEPT_STEPS) return;
    record.steps = record.steps.slice(-KEPT_STEPS);
    record.forgottenSteps += 1;
  }

  #rememberSentId(record: Draft): void {
    const sentId = sentIdOf(record);
    if (sentId !== undefined) this.#bySentId.set(sentId, record);
  }
}

const sentIdOf = ({ state }: WebhookRecord) => (state.kind === 'delivered' ? state.sentId : undefined);
