import type { DeadLetter } from '../../shared/dead-letters/dead-letter.ts';
import { Tally } from '../../shared/dead-letters/tally.ts';

/** The dead letters of one reason. */
export interface ReasonGroup {
  readonly all: Tally;
  readonly byEvent: Map<string, Tally>;
}

/** Counts dead letters by reason and event. */
export class LetterGroups {
  readonly all: Tally;
  readonly byReason = new Map<string, ReasonGroup>();
  readonly #nowMs: number;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
    this.all = new Tally(nowMs);
  }

  add(letter: DeadLetter): void {
    const { reason, eventName } = letter;
    const group = this.byReason.get(reason) ?? { all: new Tally(this.#nowMs), byEvent: new Map() };
    const ofEvent = group.byEvent.get(eventName) ?? new Tally(this.#nowMs);
    this.byReason.set(reason, group);
    group.byEvent.set(eventName, ofEvent);
    for (const tally of [this.all, group.all, ofEvent]) tally.add(letter);
  }
}

/** Sorts groups by size, largest first. */
export function bySize<Group>(
  groups: ReadonlyMap<string, Group>,
  countOf: (group: Group) => number,
): [name: string, group: Group][] {
  return [...groups].sort(([, one], [, other]) => countOf(other) - countOf(one));
}
