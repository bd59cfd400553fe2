import { isObject } from '../../shared/is-object.ts';
import { LOG_MESSAGES } from '../../shared/messages/log-messages.ts';
import type { HttpExchange } from './http-api.ts';
import type { LocalStack } from './local-stack.ts';

/** What has become of one webhook so far. */
export type WebhookState =
  | { readonly kind: 'rejected'; readonly status: number; readonly answer: string }
  | { readonly kind: 'underway' }
  | { readonly kind: 'retrying'; readonly cause: string; readonly againInSeconds: number }
  | {
      readonly kind: 'delivered';
      /** The event's name and id at Customer.io, if the event is on. */
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
  /** Of the request, milliseconds since the epoch. */
  readonly arrivedAtMs: number;
  /** Path and body are empty until the request is answered: `deliver` may be quicker. */
  readonly path: string;
  readonly body: Buffer;
  /** Receives of its message that have come to an end. */
  readonly attempts: number;
  readonly state: WebhookState;
}

/** Numbers of a run; `unaccounted` is what must be 0. */
export interface Totals {
  readonly accepted: number;
  readonly rejected: number;
  readonly delivered: number;
  readonly skipped: number;
  readonly deadLettered: number;
  /** Accepted, and nobody can say where it is. */
  readonly unaccounted: number;
  readonly trackRequests: number;
  /** Events and people at Customer.io, over all workspaces. */
  readonly events: number;
  readonly people: number;
}

/**
 * Follows each webhook by API Gateway's id of its request: through the answer, the log lines of `deliver`, and what is
 * really at the stand-in and in the dead-letter queue.
 */
export class Ledger {
  readonly entries = new Map<string, WebhookEntry>();
  readonly #onChange: (entry: WebhookEntry) => void;

  constructor(onChange: (entry: WebhookEntry) => void = () => {}) {
    this.#onChange = onChange;
  }

  addExchange({ requestId, arrivedAtMs, path, body, status, answer }: HttpExchange): void {
    const known = this.entries.get(requestId);
    const state: WebhookState = status === 200 ? { kind: 'underway' } : { kind: 'rejected', status, answer };
    this.#set({
      requestId,
      arrivedAtMs,
      path,
      body,
      attempts: known?.attempts ?? 0,
      state: known?.state ?? state,
    });
  }

  /** @param line what a function wrote: its log lines are JSON, one each */
  addLine(line: string): void {
    const fields = parse(line);
    const state = stateOf(fields);
    const requestId = fields['request_id'];
    if (state === undefined || typeof requestId !== 'string') return;
    const { arrivedAtMs = Date.now(), path = '', body = Buffer.alloc(0) } = this.entries.get(requestId) ?? {};
    this.#set({ requestId, arrivedAtMs, path, body, attempts: Number(fields['attempt']) || 0, state });
  }

  /** Whether every accepted webhook has come to its end. */
  isSettled(): boolean {
    return [...this.entries.values()].every(
      ({ state }) => state.kind !== 'underway' && state.kind !== 'retrying',
    );
  }

  /** Counts, and checks each claim against the place where the webhook is said to be. */
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

function parse(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The log lines of `deliver` that end an attempt, by their message. */
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
        againInSeconds: Number(fields['again_in_seconds']),
      };
    default:
      return undefined;
  }
}
