import type { ResolvedConnection } from '../config/resolved.ts';
import { MAX_IDENTIFIER_BYTES } from '../customerio/limits.ts';
import type { Identifiers } from '../customerio/operations.ts';
import { readAttribute } from '../purchasely/read-attribute.ts';
import type { PurchaselyEvent } from '../purchasely/webhook.ts';

/** The owner of an event at Customer.io. */
export type Owner =
  | { readonly kind: 'person'; readonly identifiers: Identifiers }
  /** Not logged in: an event can be recorded, attributes cannot. */
  | { readonly kind: 'anonymous'; readonly identifiers: Identifiers }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'invalid'; readonly field: string };

type IdentityRules = ResolvedConnection['identity'];

/** `user_id` first: a webhook of a purchase on the web can carry both. */
export function ownerOf({ userId, anonymousUserId }: PurchaselyEvent, rules: IdentityRules): Owner {
  if (userId !== undefined) return knownOwner(userId, rules.userId);
  if (anonymousUserId === undefined) return { kind: 'nobody' };
  if (rules.anonymous === 'skip') return { kind: 'skipped' };
  if (!isIdentifier(anonymousUserId)) return { kind: 'invalid', field: 'anonymous_user_id' };
  return rules.anonymous === 'person'
    ? { kind: 'person', identifiers: { id: anonymousUserId } }
    : { kind: 'anonymous', identifiers: { anonymous_id: anonymousUserId } };
}

/**
 * The anonymous id whose earlier events belong to this person, for Customer.io to merge them: of the old owner when a
 * subscription arrives from a user who had not logged in, or the person's own when both ids come together. Never the
 * device of another known user: two people are not merged because a subscription moved between them.
 */
export function anonymousIdToClaim(event: PurchaselyEvent, rules: IdentityRules): string | undefined {
  if (rules.anonymous !== 'event' || event.userId === undefined) return undefined;
  const cameFromKnownUser = readAttribute(event.body, 'transferred_from_user_id', 'string') !== undefined;
  const anonymousId =
    (cameFromKnownUser
      ? undefined
      : readAttribute(event.body, 'transferred_from_anonymous_user_id', 'string')) ?? event.anonymousUserId;
  return anonymousId !== undefined && isIdentifier(anonymousId) ? anonymousId : undefined;
}

function knownOwner(userId: string, kind: IdentityRules['userId']): Owner {
  const identifiers = IDENTIFIERS[kind](userId);
  const [id = ''] = Object.values(identifiers);
  const isValid = isIdentifier(id) && (kind !== 'email' || id.includes('@'));
  return isValid ? { kind: 'person', identifiers } : { kind: 'invalid', field: 'user_id' };
}

/** How each kind of identifier is written in an operation. */
const IDENTIFIERS: Readonly<Record<IdentityRules['userId'], (userId: string) => Identifiers>> = {
  id: (id) => ({ id }),
  // Customer.io compares addresses without regard to case; one spelling keeps one person's writes together here.
  email: (address) => ({ email: address.toLowerCase() }),
  cio_id: (id) => ({ cio_id: id.replace(/^cio_/, '') }),
};

/** An id is never cut or corrected: it could become another person's. */
function isIdentifier(id: string): boolean {
  return id.trim() !== '' && id.isWellFormed() && Buffer.byteLength(id) <= MAX_IDENTIFIER_BYTES;
}
