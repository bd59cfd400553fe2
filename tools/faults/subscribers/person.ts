import type { App } from './apps.ts';
import type { Draw } from './draw.ts';
import { MARK } from './subscriber.ts';

/** A user of an app as their webhooks name them. */
export interface Person {
  readonly app: App;
  readonly environment: 'PRODUCTION' | 'SANDBOX';
  /** Absent before the login. */
  readonly userId?: string;
  /** Absent once logged in; a purchase on the web names both. */
  readonly anonymousId?: string;
  /** Key of the queue in which Purchasely keeps their webhooks; a login does not change it. */
  readonly queue: string;
  readonly deviceId: string;
  readonly deviceType: string;
  /** `null`: bought before Purchasely was in place. */
  readonly country: string | null;
  /** ISO 4217, and how many units one of the app's currency buys. */
  readonly currency: readonly [code: string, rate: number];
  /** Their webhooks come from older settings and lack what was added later. */
  readonly isSparse: boolean;
  /** Which of an event and its echo the console of their app sends. */
  readonly console: 'all' | 'echoes only' | 'no echoes';
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function anonymousPerson(draw: Draw, app: App): Person {
  const anonymousId = anonymousIdOf(draw);
  return { ...someone(draw, app), anonymousId, queue: anonymousId };
}

export function knownPerson(draw: Draw, app: App): Person {
  const userId = userIdOf(draw);
  return { ...someone(draw, app), userId, queue: userId };
}

/** The same person after the login. */
export function loggedIn(draw: Draw, { anonymousId: _, ...person }: Person): Person {
  return { ...person, userId: userIdOf(draw) };
}

/** A random text that marks itself as personal, with room for what the store puts around it. */
export function personalText(draw: Draw, length: number): string {
  return `${MARK}${draw.text(length, LETTERS)}`;
}

/** Apps give ids of all kinds; one of 150 bytes is the longest that Customer.io takes. */
function userIdOf(draw: Draw): string {
  const digits = draw.text(12, '0123456789');
  return draw.pick([
    () => `${MARK}-${draw.uuid()}`,
    () => `${MARK}-${draw.uuid()}`,
    () => `${MARK}${digits}`,
    () => `anna.${MARK}.${digits}@example.com`,
    () => `Zoë ${MARK} Ü ${digits}`,
    () => `auth0|${MARK}${digits}/sso?tenant=eu&x=%20`,
    () => `${MARK}-${digits}-`.padEnd(150, '0123456789'),
  ])();
}

function anonymousIdOf(draw: Draw): string {
  const id = draw.uuid();
  return `${MARK}-${draw.chance(0.5) ? id.toUpperCase() : id}`;
}

function someone(draw: Draw, app: App) {
  return {
    app,
    environment: 'PRODUCTION',
    deviceId: personalText(draw, 12),
    deviceType: draw.pick(['PHONE', 'PHONE', 'PAD', 'TV', 'COMPUTER']),
    country: draw.pick(['FR', 'FR', 'DE', 'US', 'JP', null]),
    currency: draw.pick<readonly [string, number]>([
      ['EUR', 1],
      ['USD', 1.1],
      ['JPY', 160],
    ]),
    isSparse: draw.chance(0.08),
    console: 'all',
  } as const;
}
