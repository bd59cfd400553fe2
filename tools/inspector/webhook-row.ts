import type { WebhookState } from '../local/ledger.ts';
import type { WebhookRow } from './protocol.ts';
import { readRejection } from './rejections.ts';
import type { WebhookRecord } from './webhook-journal.ts';

export function toWebhookRow({ seq, id, atMs, facts, state, steps }: WebhookRecord): WebhookRow {
  const lastAtMs = steps.at(-1)?.atMs ?? atMs;
  return {
    seq,
    id,
    atMs,
    event: facts.event,
    person: facts.person ?? '',
    outcome: state.kind,
    words: wordsOf(state),
    ...(state.kind === 'retrying' ? { againAtMs: lastAtMs + state.againInSeconds * 1000 } : {}),
  };
}

function wordsOf(state: WebhookState): string {
  switch (state.kind) {
    case 'underway':
      return 'accepted, in the events queue';
    case 'retrying':
      return state.cause;
    case 'delivered':
      return state.sentName === undefined ? 'attributes only: its event is off' : `as ${state.sentName}`;
    case 'skipped':
      return state.why;
    case 'dead-lettered':
      return [state.reason, state.field].filter(Boolean).join(', ');
    case 'rejected':
      return `${state.status} ${readRejection(state.status, state.answer).word}`;
  }
}
