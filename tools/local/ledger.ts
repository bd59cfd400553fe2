import { isObject } from '../../shared/is-object.ts';
import { LOG_MESSAGES } from '../../shared/messages/log-messages.ts';
import { VISIBILITY_SECONDS } from '../../shared/messages/timing.ts';
import type { HttpExchange } from './http-api.ts';
import type { LocalStack } from './local-stack.ts';

/** The state of one webhook. */
export type WebhookState =
  | { readonly kind: 'rejected'; readonly status: number; readonly answer: string }
  | { readonly kind: 'underway' }
  | { readonly kind: 'retrying'; readonly cause: string; readonly againInSeconds: number }
  | {
      readonly kind: 'delivered';
      /** Name and id of the event at Customer.io. Absent if the event is off. */
      readonly sentName?: string;
      readonly sentId?: string;
    }
  | { readonly kind: 'skipped'; readonly why: string }
  | {
      readonly kind: 'dead-lettered';
      readonly reason: string;
      readonly field?: string;
      readonly cause?: string;
    };

export interface WebhookEntry {
  readonly requestId: string;
  /** Time of the request, in milliseconds since the epoch. */
  readonly arrivedAtMs: number;
  /** Path and body are empty until the request is answered, because `deliver` may finish first. */
  readonly path: string;
  readonly body: Buffer;
  /** Finished receives of its message. */
  readonly attempts: number;
  readonly state: WebhookState;
  /** Status that Purchasely got. Absent until the request is answered. */
  readonly answered?: number;
  /** Result of the relay to the backend, if there was one. */
  readonly relayed?: RelayedTo;
  /** Names of the queues that did not take their copy. */
  readonly failedCopies: readonly string[];
}

/** Result of relaying a webhook to a backend, as `receive` logs it. */
export interface RelayedTo {
  /** Status that Purchasely got for it. */
  readonly status: number;
  readonly tookMs: number;
  /** Why the backend did not answer. */
  readonly cause?: string;
}

/** Numbers of a run. `unaccounted` must be 0. */
export interface Totals {
  readonly accepted: number;
  readonly rejected: number;
  readonly delivered: number;
  readonly skipped: number;
  readonly deadLettered: number;
  /** Accepted webhooks without a final state, or not found where their state says. */
  readonly unaccounted: number;
  /** Webhooks that the backend answered with 2xx, and the others. */
  readonly relayed: number;
  readonly notRelayed: number;
  readonly trackRequests: number;
  /** Events and people in all workspaces of the stand-in. */
  readonly events: number;
  readonly people: number;
}

/**
 * Follows each webhook by API Gateway's request id: from its answer and the log lines of the functions to the stand-in
 * for Customer.io and the dead-letter queue.
 */
export class Ledger {
  readonly entries = new Map<string, WebhookEntry>();
  readonly #onChange: (entry: WebhookEntry) => void;

  constructor(onChange: (entry: WebhookEntry) => void = () => {}) {
    this.#onChange = onChange;
  }

  addExchange({ requestId, arrivedAtMs, path, body, status, answer }: HttpExchange): void {
    const known = this.entries.get(requestId) ?? untouched(requestId);
    const isStored = status < 300 || STORED.has(String(parse(answer)['error']));
    const isKnown = this.entries.has(requestId) && known.state.kind !== 'rejected';
    const state: WebhookState = isKnown
      ? known.state
      : isStored
        ? { kind: 'underway' }
        : { kind: 'rejected', status, answer };
    this.#set({ ...known, arrivedAtMs, path, body, state, answered: status });
  }

  /** @param line line written by a function; log lines are JSON objects */
  addLine(line: string): void {
    const fields = parse(line);
    const requestId = fields['request_id'];
    if (typeof requestId !== 'string') return;
    const news = { ...receivedOf(fields), ...deliveredOf(fields) };
    if (Object.keys(news).length === 0) return;
    const known = this.entries.get(requestId) ?? untouched(requestId);
    const failedCopies = [...known.failedCopies, ...(news.failedCopies ?? [])];
    this.#set({ ...known, ...news, failedCopies });
  }

  /** Returns true once every accepted webhook has reached a final state. */
  isSettled(): boolean {
    return [...this.entries.values()].every(
      ({ state }) => state.kind !== 'underway' && state.kind !== 'retrying',
    );
  }

  /** Counts webhooks by state, and checks each state against the stand-in or the queue where the webhook should be. */
  totals({ track, workspaceNames, messages }: LocalStack): Totals {
    const entries = [...this.entries.values()];
    const states = workspaceNames.map((name) => track.workspace(name).state());
    const events = states.flatMap((state) => [
      ...state.people.flatMap((person) => person.events),
      ...Object.values(state.anonymousEvents).flat(),
    ]);
    const eventIds = new Set(events.map(({ id }) => id));
    const deadLetterIds = new Set(messages('dead-letters').map(({ attributes }) => attributes['request_id']));
    const isAccountedFor = ({ requestId, state }: WebhookEntry): boolean => {
      switch (state.kind) {
        case 'delivered':
          return state.sentId === undefined || eventIds.has(state.sentId);
        case 'dead-lettered':
          return deadLetterIds.has(requestId);
        default:
          return state.kind === 'skipped';
      }
    };
    const count = (kind: WebhookState['kind']) => entries.filter(({ state }) => state.kind === kind).length;
    const accepted = entries.filter(({ state }) => state.kind !== 'rejected');
    return {
      accepted: accepted.length,
      rejected: count('rejected'),
      delivered: count('delivered'),
      skipped: count('skipped'),
      deadLettered: count('dead-lettered'),
      unaccounted: accepted.filter((entry) => !isAccountedFor(entry)).length,
      relayed: entries.filter(({ relayed }) => relayed !== undefined && relayed.status < 300).length,
      notRelayed: entries.filter(({ relayed }) => relayed !== undefined && relayed.status >= 300).length,
      trackRequests: track.traffic().requests,
      events: events.length,
      people: states.reduce((sum, { people }) => sum + people.length, 0),
    };
  }

  #set(entry: WebhookEntry): void {
    this.entries.set(entry.requestId, entry);
    this.#onChange(entry);
  }
}

/** Reasons with which `receive` refuses a webhook after storing it, because the backend or a copy queue failed. */
const STORED: ReadonlySet<string> = new Set(['relay-failed', 'copy-unavailable']);

const untouched = (requestId: string): WebhookEntry => ({
  requestId,
  arrivedAtMs: Date.now(),
  path: '',
  body: Buffer.alloc(0),
  attempts: 0,
  state: { kind: 'underway' },
  failedCopies: [],
});

/** Reads the facts about a stored webhook from a log line of `receive`. */
function receivedOf(fields: Record<string, unknown>): Partial<WebhookEntry> {
  const { cause, status, took_ms: tookMs, destination } = fields;
  const isFailure = fields['message'] === LOG_MESSAGES.relayFailed;
  if (fields['message'] === LOG_MESSAGES.copyFailed) return { failedCopies: [String(destination)] };
  if (isFailure) {
    const why = typeof cause === 'string' ? { cause } : {};
    return { relayed: { status: Number(status), tookMs: Number(tookMs), ...why } };
  }
  const relayStatus = Number(fields['relay_status']);
  if (!(relayStatus < 300)) return {};
  return { relayed: { status: relayStatus, tookMs: Number(fields['relay_ms']) } };
}

/** Reads the result of an attempt from a log line of `deliver`. */
function deliveredOf(fields: Record<string, unknown>): Partial<WebhookEntry> {
  const state = stateOf(fields);
  return state === undefined ? {} : { state, attempts: Number(fields['attempt']) || 0 };
}

function parse(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Returns the state that a log line of `deliver` stands for, or undefined if the line does not end an attempt. */
function stateOf(fields: Record<string, unknown>): WebhookState | undefined {
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : undefined);
  switch (fields['message']) {
    case LOG_MESSAGES.delivered:
      return {
        kind: 'delivered',
        sentName: text('sent_name'),
        sentId: text('sent_id'),
      };
    case LOG_MESSAGES.skipped:
      return { kind: 'skipped', why: text('why') ?? '' };
    case LOG_MESSAGES.deadLettered:
      return {
        kind: 'dead-lettered',
        reason: text('reason') ?? '',
        field: text('field'),
        cause: text('cause'),
      };
    case LOG_MESSAGES.retry:
    case LOG_MESSAGES.notDeadLettered:
      return {
        kind: 'retrying',
        cause: text('cause') ?? 'the dead-letter queue did not take it',
        // Without it, the message could not be hidden and returns after the queue's visibility timeout.
        againInSeconds: Number(fields['again_in_seconds'] ?? VISIBILITY_SECONDS),
      };
    default:
      return undefined;
  }
}
