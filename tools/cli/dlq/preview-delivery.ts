import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import type { DeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import type { Failure } from '../../../shared/messages/dead-letter.ts';
import type { MessageAttributes } from '../../../shared/messages/webhook-message.ts';
import type { MemoryPeople } from '../preview/memory-people.ts';
import { rehearse } from '../preview/rehearse.ts';

/** The result of `deliver` if a dead letter were replayed. */
export type Preview =
  | {
      readonly kind: 'sends';
      /** Name of the secret that holds the credentials of the workspace. */
      readonly workspace: string;
      readonly region: string;
      /** Parsed body of the request. */
      readonly request: unknown;
      /** Values changed before sending, and why. */
      readonly adjustments: readonly { readonly field: string; readonly what: string }[];
    }
  | { readonly kind: 'skips'; readonly why: string }
  | { readonly kind: 'dead-letters'; readonly failure: Failure };

/** Runs the code of `deliver` of this checkout for a dead letter, up to the request. Sends nothing. */
export async function previewDelivery(
  letter: DeadLetter,
  config: ResolvedConfig,
  people: MemoryPeople,
): Promise<Preview> {
  const attributes = Object.fromEntries(
    Object.entries(letter.attributes).map(([name, { StringValue }]) => [name, StringValue]),
  );
  const webhook = {
    message: {
      body: letter.body,
      attributes: { connection: '', received_at: '', request_id: '', ...attributes } as MessageAttributes,
    },
    messageId: letter.messageId,
    receiptHandle: '',
    text: letter.text,
    receivedAtMs: Number(attributes['received_at']) || letter.enteredAtMs,
    receiveCount: 1,
    queuedAtMs: letter.enteredAtMs,
    firstAttemptAtMs: letter.enteredAtMs,
  };
  const { deliveries, requests } = await rehearse([webhook], config, people);
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error('no outcome for a message');

  const { mapped, outcome } = delivery;
  if (outcome.kind === 'skipped') return { kind: 'skips', why: outcome.why };
  if (outcome.kind === 'dead-letter') return { kind: 'dead-letters', failure: outcome.failure };
  const [request] = requests;
  if (mapped?.kind !== 'operations' || request === undefined) throw new Error('delivered without a request');
  const { workspace, adjustments } = mapped;
  return {
    kind: 'sends',
    workspace: workspace.secret.name,
    region: workspace.region,
    request: JSON.parse(request.body),
    adjustments,
  };
}
