import { CINEMA, PRESS } from './apps.ts';
import { Chronicle } from './chronicle.ts';
import { createDraw, type Draw } from './draw.ts';
import type { Life } from './life.ts';
import { type PoisonReason, poisonAfter, poisonReason } from './poison.ts';
import { STORIES } from './stories/all.ts';
import type { Story } from './stories/story.ts';
import { DAY } from './time.ts';

export interface LivesOptions {
  readonly seed: number;
  /** About so many in all: the last life is told to its end. */
  readonly webhooks: number;
  /** Milliseconds since the epoch. */
  readonly fromMs: number;
  /** Nothing is later than so many days. The connector believes no time that is a day ahead of its own. */
  readonly days: number;
}

/** Lives begin within this part of the time, so that most of them have time to unfold. */
const BEGINNINGS = 0.7;
/** For each so many sound webhooks there is one that can never be delivered. */
const SOUND_PER_POISON = 50;

/** The lives of a campaign: the same for the same options. */
export function generateLives({ seed, webhooks, fromMs, days }: LivesOptions): Life[] {
  const draw = createDraw(seed);
  const untilMs = fromMs + days * DAY;
  const lives: Life[] = [];
  let sound = 0;
  let poisonous = 0;
  for (const [name, story] of storiesWithoutEnd(draw)) {
    if (sound + poisonous >= webhooks) break;
    const chronicle = new Chronicle(draw, fromMs + draw.between(0, BEGINNINGS * days * DAY), untilMs);
    story(chronicle, draw.chance(0.6) ? CINEMA : PRESS);
    let life = chronicle.toLife(name);
    sound += life.webhooks.length;
    for (; poisonous < Math.floor(sound / SOUND_PER_POISON); poisonous += 1) {
      life = withPoison(draw, life, poisonReason(poisonous));
    }
    if (life.webhooks.length > 0) lives.push(life);
  }
  return lives;
}

/** All of them, in another order each time. */
function* storiesWithoutEnd(draw: Draw): Generator<[name: string, story: Story]> {
  while (true) yield* draw.shuffled(Object.entries(STORIES));
}

function withPoison(draw: Draw, life: Life, reason: PoisonReason): Life {
  const [first, ...others] = life.webhooks.filter(({ fate }) => fate.kind !== 'dead-letter');
  if (first === undefined) return life;
  const poison = poisonAfter(draw, draw.pick([first, ...others]), reason);
  const webhooks = [...life.webhooks, poison].toSorted((one, other) => one.createdAtMs - other.createdAtMs);
  return { ...life, webhooks };
}
