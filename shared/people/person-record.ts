import type { Identifiers } from '../customerio/operations.ts';
import { newestAtMs, OWNED, type PersonState } from './state.ts';
import { summarize } from './summary.ts';

/** The record of one person in the people table. */
export interface PersonRecord {
  /** Which person, as `personKeyOf` has it. */
  readonly key: string;
  readonly connection: string;
  readonly environment: string;
  /** Gone once the person is forgotten. */
  readonly identifiers?: Identifiers | undefined;
  readonly state: PersonState;
  /** Unix seconds under which the view of this state is sent. It grows with every change. */
  readonly clock: number;
  /** Grows with every write, so that no writer overwrites a record that it has not read. */
  readonly revision: number;
  /** When the person was forgotten, milliseconds since the epoch: what began before may not bring them back. */
  readonly forgottenAtMs?: number | undefined;
}

/** The clock of a state that has changed: the second of its newest event, and later than every view before. */
export function nextClock(state: PersonState, clock: number | undefined): number {
  return Math.max(Math.floor(newestAtMs(state) / 1000), clock === undefined ? 0 : clock + 1);
}

const SECONDS_PER_DAY = 86_400;

/**
 * When a record expires, in Unix seconds: `retentionDays` after the newest event, or after the end of a period that is paid
 * for. Never, while the person owns something for life: no event would come to renew it.
 */
export function expiresAt({ state, forgottenAtMs }: PersonRecord, retentionDays: number): number | undefined {
  const { subscriptions, oneTimePurchases } = summarize(state);
  if (oneTimePurchases.some(({ said }) => said[OWNED] === true)) return undefined;
  const renewals = subscriptions.map(({ said: { effective_next_renewal_at } }) =>
    typeof effective_next_renewal_at === 'number' ? effective_next_renewal_at : 0,
  );
  const last = Math.max(Math.floor(newestAtMs(state) / 1000), (forgottenAtMs ?? 0) / 1000, ...renewals);
  return Math.ceil(last + retentionDays * SECONDS_PER_DAY);
}
