import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import type { IdentifyOperation } from '../../../shared/customerio/operations.ts';
import type { Mapped } from '../../../shared/mapping/map-event.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';
import { explainEvent, leftOut } from './explain-event.ts';
import { explainPerson, leftAlone } from './explain-person.ts';
import type { Explained, MappedEvent, Sends } from './explained.ts';
import { whyNoEvent, whyNoPerson } from './why-not-sent.ts';

/**
 * Explains every value that one webhook sends.
 *
 * @param operations operations of the delivery; the identify has the whole person
 * @param alone the identify of this webhook alone
 */
export function explainOperations(
  { workspace, identify, event: sent, adjustments }: Extract<Mapped, { kind: 'operations' }>,
  alone: IdentifyOperation | undefined,
  event: PurchaselyEvent,
  connection: ResolvedConnection,
): Sends {
  const operation = identify ?? sent;
  const mapped = { event, connection, adjustments };
  if (operation === undefined) throw new Error('operations without an operation');
  return {
    kind: 'sends',
    workspace: workspace.secret.name,
    region: workspace.region,
    identifiers: operation.identifiers,
    person: alone === undefined ? { why: whyNoPerson(event, connection) } : explainIdentify(alone, mapped),
    event:
      sent === undefined
        ? { why: whyNoEvent(event, connection) }
        : {
            name: sent.name,
            id: sent.id,
            ...(sent.timestamp === undefined ? {} : { timestamp: sent.timestamp }),
            attributes: explainEvent(sent.attributes, mapped),
            without: leftOut(mapped),
          },
    adjustments,
  };
}

function explainIdentify({ timestamp, attributes }: IdentifyOperation, mapped: MappedEvent): Explained {
  return {
    timestamp,
    attributes: explainPerson(attributes, mapped),
    without: leftAlone(attributes, mapped),
  };
}
