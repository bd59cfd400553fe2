import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import type { IdentifyOperation } from '../../../shared/customerio/operations.ts';
import type { Mapped } from '../../../shared/mapping/map-event.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';
import { explainEvent, leftOut } from './explain-event.ts';
import { explainPerson, leftAlone } from './explain-person.ts';
import type { Explained, MappedEvent, Sends } from './explained.ts';
import { whyNoEvent, whyNoPerson } from './why-not-sent.ts';
import type { IsWritten } from './writes.ts';

/** What the operations of one webhook say, every value explained. */
export function explainOperations(
  { workspace, identify, event: sent, adjustments }: Extract<Mapped, { kind: 'operations' }>,
  event: PurchaselyEvent,
  connection: ResolvedConnection,
  isWritten: IsWritten,
): Sends {
  const operation = identify ?? sent;
  const mapped = { event, connection, adjustments };
  if (operation === undefined) throw new Error('operations without an operation');
  return {
    kind: 'sends',
    workspace: workspace.secret.name,
    region: workspace.region,
    identifiers: operation.identifiers,
    person:
      identify === undefined
        ? { why: whyNoPerson(event, connection) }
        : explainIdentify(identify, mapped, (name) => isWritten(workspace.secret.name, identify, name)),
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

function explainIdentify(
  { timestamp, attributes }: IdentifyOperation,
  mapped: MappedEvent,
  isWritten: (name: string) => boolean,
): Explained {
  const explained = explainPerson(attributes, mapped);
  const overtaken = explained.filter(({ name }) => !isWritten(name));
  return {
    timestamp,
    attributes: explained.filter(({ name }) => isWritten(name)),
    without: [
      ...overtaken.map(({ name }) => ({ name, why: 'a newer webhook of this batch says it' })),
      ...leftAlone(attributes, mapped),
    ],
  };
}
