import { sendsAnonymousEvents, sentName, workspaceOf } from './configuration.ts';
import { isTransaction, type PurchaseEvent } from './purchase-event.ts';
import type { ExpectedOutcome } from './subscriber.ts';

/** The longest name Customer.io takes; the connector cuts longer ones. */
const MAX_EVENT_NAME_BYTES = 100;

/**
 * The expected outcome of a webhook that is in order.
 *
 * @param claimant the person who has claimed an anonymous id in a workspace by the end
 */
export function expectedOutcome(
  event: PurchaseEvent,
  body: Readonly<Record<string, unknown>>,
  claimant: (workspace: string, anonymousId: string) => string | undefined,
): ExpectedOutcome {
  const { owner } = event.purchase;
  const { connection } = owner.app;
  const workspace = workspaceOf(owner);
  if (workspace === undefined) return { kind: 'skipped', why: 'environment dropped' };
  const isKnown = owner.userId !== undefined;
  if (!isKnown && !sendsAnonymousEvents(connection)) return { kind: 'skipped', why: 'anonymous owner' };

  const name = sentName(connection, event.name, body);
  if (name === undefined) {
    // Anonymous people have no attributes, and a transaction changes no attribute.
    return isKnown && !isTransaction(event)
      ? { kind: 'person-only' }
      : { kind: 'skipped', why: 'event switched off' };
  }
  const person = owner.userId ?? claimant(workspace, owner.anonymousId ?? '');
  const stored = { kind: 'event', workspace, name: name.slice(0, MAX_EVENT_NAME_BYTES) } as const;
  return person === undefined ? stored : { ...stored, person };
}
