import { sendsAnonymousEvents, workspaceOf } from './configuration.ts';
import { expectedAttributes, expectedOwnerAttributes, named } from './expected-attributes.ts';
import { isEcho, type PurchaseEvent } from './purchase-event.ts';
import type { ExpectedPerson } from './subscriber.ts';

/** An event and the time it was sent at. */
export interface SentEvent {
  readonly message: PurchaseEvent;
  readonly createdAtMs: number;
}

/** A person takes over what happened under an anonymous id. */
export interface Claim {
  readonly workspace: string;
  readonly userId: string;
  readonly anonymousId: string;
}

export function claimsOf(sent: readonly SentEvent[]): Claim[] {
  return sent.flatMap(({ message }) => {
    const { owner } = message.purchase;
    const workspace = workspaceOf(owner);
    const anonymousId = message.claims;
    if (workspace === undefined || anonymousId === undefined || owner.userId === undefined) return [];
    if (!sendsAnonymousEvents(owner.app.connection)) return [];
    return [{ workspace, userId: owner.userId, anonymousId }];
  });
}

/** The expected state of each person after all these events, the newest of which comes last. */
export function expectedPeopleOf(sent: readonly SentEvent[]): ExpectedPerson[] {
  const telling = sent.filter(({ message }) => isKnown(message) && !isEcho(message));
  const claims = claimsOf(sent);
  const people = Map.groupBy(telling, ({ message }) => keyOf(message));
  return [...people.values()].flatMap((ofPerson): ExpectedPerson[] => {
    const [first] = ofPerson;
    const owner = first?.message.purchase.owner;
    const workspace = owner && workspaceOf(owner);
    if (workspace === undefined || owner?.userId === undefined) return [];
    const { userId } = owner;
    const anonymousIds = claims
      .filter((claim) => claim.workspace === workspace && claim.userId === userId)
      .map(({ anonymousId }) => anonymousId);
    return [
      {
        workspace,
        userId,
        attributes: Object.assign({}, ...ofPerson.map(attributesAfter), lastEventOf(ofPerson)),
        anonymousIds: [...new Set(anonymousIds)].sort(),
      },
    ];
  });
}

function isKnown({ purchase: { owner } }: PurchaseEvent): boolean {
  return owner.userId !== undefined && workspaceOf(owner) !== undefined;
}

function keyOf({ purchase: { owner } }: PurchaseEvent): string {
  return JSON.stringify([workspaceOf(owner), owner.userId]);
}

/** Losing a one-time purchase takes no attribute away: its id stays. */
function attributesAfter({ message: { name, purchase } }: SentEvent): ExpectedPerson['attributes'] {
  const isLost = purchase.kind === 'one-time' && LOST.has(name);
  return isLost ? expectedOwnerAttributes(purchase.owner) : expectedAttributes(purchase);
}

const LOST: ReadonlySet<string> = new Set(['DEACTIVATE', 'ONE_TIME_PURCHASE_TRANSFERRED']);

/** The event that was the last, unless others share its millisecond: then any of them may be. */
function lastEventOf(sent: readonly SentEvent[]): ExpectedPerson['attributes'] {
  const newest = sent.filter(({ createdAtMs }) => createdAtMs === sent.at(-1)?.createdAtMs);
  const [only, ...others] = newest;
  if (only === undefined || others.length > 0) return {};
  return named(only.message.purchase.owner.app.connection, { last_event: only.message.name });
}
