import type { Fate } from './life.ts';
import { isEcho, type Message } from './message.ts';
import { sendsAnonymousEvents, sentName, workspaceOf } from './settings.ts';

/** Customer.io takes names of this many bytes, and a longer one is cut. */
const MAX_EVENT_NAME_BYTES = 100;

/**
 * What should become of a webhook that is in order.
 *
 * @param claimant who has claimed an anonymous id in a workspace by the end
 */
export function fateOf(
  message: Message,
  body: Readonly<Record<string, unknown>>,
  claimant: (workspace: string, anonymousId: string) => string | undefined,
): Fate {
  const { owner } = message.purchase;
  const { connection } = owner.app;
  const workspace = workspaceOf(owner);
  if (workspace === undefined) return { kind: 'skipped', why: 'environment dropped' };
  const isKnown = owner.userId !== undefined;
  if (!isKnown && !sendsAnonymousEvents(connection)) return { kind: 'skipped', why: 'anonymous owner' };

  const name = sentName(connection, message.name, body);
  if (name === undefined) {
    // Anonymous people have no attributes, and an echo has nothing to say about anybody's.
    return isKnown && !isEcho(message)
      ? { kind: 'person-only' }
      : { kind: 'skipped', why: 'event switched off' };
  }
  const person = owner.userId ?? claimant(workspace, owner.anonymousId ?? '');
  const event = { kind: 'event', workspace, name: name.slice(0, MAX_EVENT_NAME_BYTES) } as const;
  return person === undefined ? event : { ...event, person };
}
