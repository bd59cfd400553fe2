import { adviceFor } from '../../shared/dead-letters/next-step.ts';
import { backoffCeilingSeconds } from '../../shared/messages/backoff.ts';
import type { RelayedTo, WebhookState } from '../local/ledger.ts';
import type { Step, WebhookRow } from './protocol.ts';
import { readRejection } from './rejections.ts';
import type { StepRecord, WebhookRecord } from './webhook-journal.ts';

/** Returns the row of a webhook. */
export function toWebhookRow(record: WebhookRecord): WebhookRow {
  const { seq, id, atMs, facts, state, steps } = record;
  const lastAtMs = steps.at(-1)?.atMs ?? atMs;
  return {
    seq,
    id,
    atMs,
    event: facts.event,
    person: facts.person ?? '',
    outcome: state.kind,
    words: [wordsOf(state, facts.event), ...othersIn(record)].join('; '),
    ...(state.kind === 'retrying' ? { againAtMs: lastAtMs + state.againInSeconds * 1000 } : {}),
    ...(state.kind === 'delivered' ? { tookMs: lastAtMs - atMs } : {}),
  };
}

/** Result of a webhook whose event is off. */
const EVENT_OFF = 'person updated; event off';

/** Returns the destinations that did not get the webhook. */
function othersIn({ relayed, failedCopies }: WebhookRecord): string[] {
  return [
    ...(relayed !== undefined && relayed.status >= 300
      ? [`backend: ${relayed.cause ?? relayed.status}`]
      : []),
    ...failedCopies.map((queue) => `no copy in ${queue}`),
  ];
}

function wordsOf(state: WebhookState, event: string): string {
  switch (state.kind) {
    case 'underway':
      return 'under way';
    case 'retrying':
      return `retrying: ${state.cause}`;
    case 'delivered':
      if (state.sentName === undefined) return EVENT_OFF;
      return state.sentName === event ? 'delivered' : `delivered as ${state.sentName}`;
    case 'skipped':
      return `skipped: ${state.why}`;
    case 'dead-lettered':
      return `dead letter: ${[state.reason, state.field].filter(Boolean).join(', ')}`;
    case 'rejected':
      return `rejected: ${state.status} ${readRejection(state.status, state.answer).word}`;
  }
}

/** Returns the result of a webhook in one or two sentences. */
export function headlineOf({ facts, state, steps }: WebhookRecord): string {
  const person = facts.person ?? 'no person';
  switch (state.kind) {
    case 'rejected':
      return `Answered ${state.status}. ${readRejection(state.status, state.answer).meaning} Nothing was stored.`;
    case 'underway':
      return steps.length === 0
        ? 'Accepted and stored in the events queue. deliver takes it within a second or two.'
        : 'Back in the events queue. deliver takes it within a second or two.';
    case 'retrying':
      return `Not delivered yet (${state.cause}). It stays in the events queue until it is tried again.`;
    case 'delivered':
      return state.sentName === undefined
        ? `Customer.io has the attributes of ${person}. The event itself is switched off in connector.config.ts.`
        : `Customer.io has the event ${state.sentName} of ${person}.`;
    case 'skipped':
      return `Nothing was sent, as connector.config.ts says (${state.why}).`;
    case 'dead-lettered':
      return `${adviceFor(state.reason).why} It waits in the dead-letter queue.`;
  }
}

/** Returns the steps of a webhook from its arrival. */
export function stepsOf(record: WebhookRecord): Step[] {
  const { atMs, state, steps, forgottenSteps } = record;
  if (state.kind === 'rejected') {
    const { word, meaning } = readRejection(state.status, state.answer);
    return [{ atMs, title: `Refused with ${state.status}: ${word}`, text: meaning, tone: 'bad' }];
  }
  return [...(forgottenSteps > 0 ? [] : receivedSteps(record)), ...steps.map(toStep)];
}

function receivedSteps({ atMs, answered, relayed, failedCopies }: WebhookRecord): Step[] {
  const stored: Step = {
    atMs,
    title: `Accepted${answered === undefined ? '' : `, answered ${answered}`}`,
    text: 'The signature is right, and the events queue has stored it.',
    tone: answered === undefined || answered < 300 ? 'good' : 'waiting',
  };
  return [
    stored,
    ...(relayed === undefined ? [] : [{ atMs: atMs + relayed.tookMs, ...describeRelayed(relayed) }]),
    ...failedCopies.map((queue): Step => {
      const text = 'Purchasely gets 503 and sends it again. All other destinations have it.';
      return { atMs, title: `Not taken by the queue ${queue}`, text, tone: 'bad' };
    }),
  ];
}

function describeRelayed({ status, tookMs, cause }: RelayedTo): Omit<Step, 'atMs'> {
  const took = `after ${tookMs} ms`;
  if (status < 300) return { title: `The backend answered ${status}`, text: `${took}.`, tone: 'good' };
  const text = `${took}. Purchasely gets this status and sends it again. Customer.io gets it anyway.`;
  const title =
    cause === undefined
      ? `Answered ${status} for the backend`
      : `The backend did not answer (${cause}): ${status}`;
  return { title, text, tone: 'bad' };
}

function toStep({ atMs, attempt, state }: StepRecord): Step {
  if (state.kind === 'replayed') {
    const text = 'The dead letter is in the events queue again, as the original webhook.';
    return { atMs, title: 'Replayed', text, tone: 'neutral' };
  }
  return { atMs, ...describeEnd(state, attempt) };
}

function describeEnd(state: WebhookState, attempt: number): Omit<Step, 'atMs'> {
  const title = (end: string) => `Attempt ${attempt}: ${end}`;
  switch (state.kind) {
    case 'retrying': {
      const range = `drawn from 1 to ${backoffCeilingSeconds(attempt)} s, plus any Retry-After`;
      const text = `Again in ${state.againInSeconds} s (${range}).`;
      return { title: title(`failed, ${state.cause}`), text, tone: 'waiting' };
    }
    case 'delivered': {
      const text = state.sentName === undefined ? `${EVENT_OFF}.` : `As the event ${state.sentName}.`;
      return { title: title('delivered'), text, tone: 'good' };
    }
    case 'skipped':
      return { title: title('skipped'), text: state.why, tone: 'neutral' };
    case 'dead-lettered': {
      const details = [state.field, state.cause].filter(Boolean).join(', ');
      const text = `${adviceFor(state.reason).why}${details === '' ? '' : ` (${details})`}`;
      return { title: title(`dead letter, ${state.reason}`), text, tone: 'bad' };
    }
    case 'underway':
    case 'rejected':
      return { title: state.kind, text: '', tone: 'neutral' };
  }
}
