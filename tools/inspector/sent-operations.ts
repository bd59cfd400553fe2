import type { DeliveryRecord } from './delivery-journal.ts';
import type { Journal } from './journal.ts';
import type { SentOperation, Tone } from './protocol.ts';

/** Returns the sent operations of a request with their results. */
export function toSentOperations(
  record: DeliveryRecord,
  operations: readonly Record<string, unknown>[],
  journal: Journal,
): SentOperation[] {
  return operations.map((operation) => ({
    operation,
    ...resultOf(operation, record, journal),
    webhookId: journal.webhooks.findBySentId(String(operation['id']))?.id,
  }));
}

function resultOf(
  operation: object,
  { request }: DeliveryRecord,
  { people }: Journal,
): { readonly result: string; readonly tone: Tone } {
  const { status } = request;
  const applied = people.resultOf(operation);
  const isAnsweredWell = status !== undefined && status < 300;
  if (applied === undefined) {
    if (isAnsweredWell) return { result: 'refused by Customer.io', tone: 'bad' };
    return { result: `not applied: ${describeAnswer(status)}`, tone: 'waiting' };
  }
  const doubt = isAnsweredWell ? '' : `, but the answer was lost: ${describeAnswer(status)}`;
  switch (applied.kind) {
    case 'stored':
      return { result: `applied${doubt}`, tone: isAnsweredWell ? 'good' : 'waiting' };
    case 'duplicate':
      return { result: `ignored: Customer.io has this event already${doubt}`, tone: 'neutral' };
    case 'dropped':
      return { result: `dropped silently: ${applied.why}${doubt}`, tone: 'bad' };
  }
}

function describeAnswer(status: number | undefined): string {
  return status === undefined ? 'no answer' : `answered ${status}`;
}
