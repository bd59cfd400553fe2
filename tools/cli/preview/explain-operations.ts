import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import type { IdentifyOperation } from '../../../shared/customerio/operations.ts';
import type { Adjustment } from '../../../shared/mapping/adjustment.ts';
import type { Mapped } from '../../../shared/mapping/map-event.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';
import { explainEvent, leftOut } from './explain-event.ts';
import { explainPerson, leftAlone } from './explain-person.ts';
import type { Explained, Sends } from './explained.ts';
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
  if (operation === undefined) throw new Error('operations without an operation');
  return {
    kind: 'sends',
    workspace: workspace.secret.name,
    region: workspace.region,
    identifiers: operation.identifiers,
    person:
      identify === undefined
        ? { why: whyNoPerson(event, connection) }
        : explainIdentify(identify, event, connection, adjustments, (name) =>
            isWritten(workspace.secret.name, identify, name),
          ),
    event:
      sent === undefined
        ? { why: whyNoEvent(event, connection) }
        : {
            name: sent.name,
            id: sent.id,
            ...(sent.timestamp === undefined ? {} : { timestamp: sent.timestamp }),
            attributes: explainEvent(sent.attributes, event, connection, adjustments),
            without: leftOut(event, connection),
          },
    adjustments,
  };
}

function explainIdentify(
  { timestamp, attributes }: IdentifyOperation,
  event: PurchaselyEvent,
  connection: ResolvedConnection,
  adjustments: readonly Adjustment[],
  isWritten: (name: string) => boolean,
): Explained {
  const explained = explainPerson(attributes, event, connection, adjustments);
  const overtaken = explained.filter(({ name }) => !isWritten(name));
  return {
    timestamp,
    attributes: explained.filter(({ name }) => isWritten(name)),
    without: [
      ...overtaken.map(({ name }) => ({ name, why: 'a newer webhook of this batch says it' })),
      ...leftAlone(attributes, event, connection),
    ],
  };
}
