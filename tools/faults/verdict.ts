import { isDeepStrictEqual } from 'node:util';
import type { PersonState, WorkspaceState } from '../track-api/snapshot.ts';
import type { Evidence, NamedState, WorkspaceEvidence } from './evidence.ts';
import type { Life, Truth } from './lives/life.ts';
import type { Sighting } from './observations.ts';

/** What must be empty if the promise was kept. Each entry names one case, without a personal value. */
export interface Verdict {
  /** Accepted, and neither at Customer.io nor skipped by a rule nor a dead letter. */
  readonly lost: readonly string[];
  /** At Customer.io more than once, or somewhere it does not belong. */
  readonly doubled: readonly string[];
  /** People whose attributes or events are not those of the same life delivered in order, or not what their story says. */
  readonly wrongPeople: readonly string[];
  /** Not acknowledged, still queued, or a dead letter that should be none. */
  readonly unaccounted: readonly string[];
  /** Dead letters without a good reason, or before their time. */
  readonly wronglyGivenUp: readonly string[];
  /** Not hidden for as long as they were to wait. */
  readonly wronglyTimed: readonly string[];
  /** Accepted without a valid signature. */
  readonly forged: readonly string[];
  /** Refused for credentials that had been corrected long before. */
  readonly stale: readonly string[];
  readonly leaked: readonly string[];
}

/**
 * Compares what was seen with what should be: the fate that the generator gave each webhook, the truths its stories
 * know, and the state that the same lives leave without faults. Nothing of the connector's own mapping takes part.
 */
export function judge(lives: readonly Life[], reference: readonly NamedState[], evidence: Evidence): Verdict {
  const timelines = timelinesOf(evidence.workspaces);
  const left = new Map(evidence.deadLettersLeft.map(({ sighting, reason }) => [sighting, reason]));
  return {
    lost: evidence.sightings.filter((one) => isLost(one, left)).map(nameOf),
    doubled: [
      ...evidence.sightings.filter(isDoubled).map(nameOf),
      ...evidence.strangers.map((eventId) => `${eventId}, which nobody sent`),
    ],
    wrongPeople: [
      ...reference.flatMap(({ name, state }) => differences(name, state, stateOf(evidence.workspaces, name))),
      ...evidence.sightings.filter((one) => isOnWrongTimeline(one, timelines)).map(nameOf),
      ...lives.flatMap(({ story, truths }) =>
        truths.flatMap((truth) => lies(story, truth, evidence.workspaces)),
      ),
    ],
    unaccounted: [
      ...repeat('not acknowledged', evidence.unsent),
      ...repeat('still in the events queue', evidence.queued),
      ...evidence.deadLettersLeft
        .filter(({ sighting }) => sighting?.webhook.fate.kind !== 'dead-letter')
        .map(({ sighting, reason }) => `${sighting ? nameOf(sighting) : 'unknown'}: dead letter, ${reason}`),
    ],
    wronglyGivenUp: evidence.unjustifiedDeadLetters,
    wronglyTimed: evidence.brokenWaits,
    forged: repeat('accepted', evidence.forgeriesAccepted),
    stale: repeat('refused', evidence.staleCredentials),
    leaked: evidence.leaks.map(({ where, text }) => `${where}: ${text}`),
  };
}

function isLost(sighting: Sighting, deadLetters: ReadonlyMap<Sighting | undefined, string | undefined>) {
  const { webhook, stored, isDelivered, skippedBecause } = sighting;
  switch (webhook.fate.kind) {
    case 'event':
      return stored.length === 0;
    case 'person-only':
      return !isDelivered;
    case 'skipped':
      return skippedBecause !== webhook.fate.why;
    case 'dead-letter':
      return deadLetters.get(sighting) !== webhook.fate.reason;
  }
}

function isDoubled({ webhook: { fate }, stored }: Sighting): boolean {
  if (fate.kind !== 'event') return stored.length > 0;
  return (
    stored.length > 1 ||
    stored.some(({ workspace, name }) => workspace !== fate.workspace || name !== fate.name)
  );
}

/** Everyone whose state is another than it should be. */
function differences(workspace: string, expected: WorkspaceState, actual: WorkspaceState): string[] {
  const actualPeople = new Map(actual.people.map((person) => [keyOf(person), person]));
  const wrong = expected.people.flatMap((person) => {
    const found = actualPeople.get(keyOf(person));
    actualPeople.delete(keyOf(person));
    return found !== undefined && isSame(person, found) ? [] : [differenceOf(person, found)];
  });
  return [
    ...wrong.map((difference) => `${workspace}: ${difference}`),
    ...[...actualPeople].map(() => `${workspace}: somebody who should not exist`),
    ...(isDeepStrictEqual(expected.anonymousEvents, actual.anonymousEvents)
      ? []
      : [`${workspace}: the anonymous events differ`]),
  ];
}

/** Events of one second tie: which of them is the last is chance, and a documented gap. */
function isSame(expected: PersonState, actual: PersonState): boolean {
  return isDeepStrictEqual(withoutLastEvent(expected), withoutLastEvent(actual));
}

function withoutLastEvent(person: PersonState): PersonState {
  const attributes = Object.entries(person.attributes).filter(([name]) => !name.endsWith('last_event'));
  return { ...person, attributes: Object.fromEntries(attributes) };
}

function differenceOf(expected: PersonState, actual: PersonState | undefined): string {
  if (actual === undefined) return 'somebody is missing';
  const names = [...new Set([...Object.keys(expected.attributes), ...Object.keys(actual.attributes)])];
  const wrong = names.filter(
    (name) => !isDeepStrictEqual(expected.attributes[name], actual.attributes[name]),
  );
  const events = isDeepStrictEqual(expected.events, actual.events) ? '' : ' and events';
  return `somebody's attributes ${wrong.join(', ') || 'none'}${events} differ`;
}

const keyOf = ({ identifiers }: PersonState) => JSON.stringify(identifiers);

/** Whose timeline each event is on: by its workspace and its `event_id`, the person's id. */
type Timelines = ReadonlyMap<string, unknown>;

function timelinesOf(workspaces: readonly NamedState[]): Timelines {
  const owners = workspaces.flatMap(({ name, state }) =>
    state.people.flatMap(({ identifiers, events }) =>
      events.map(({ attributes }) => [`${name} ${attributes['event_id']}`, identifiers['id']] as const),
    ),
  );
  return new Map(owners);
}

/** Whether an event is at Customer.io, but not with the person whose it is. */
function isOnWrongTimeline({ webhook: { eventId, fate }, stored }: Sighting, timelines: Timelines): boolean {
  if (fate.kind !== 'event' || stored.length === 0) return false;
  return timelines.get(`${fate.workspace} ${eventId}`) !== fate.person;
}

/** What a story knows of a person and is not so. */
function lies(story: string, truth: Truth, workspaces: readonly WorkspaceEvidence[]): string[] {
  const people = workspaces.find(({ name }) => name === truth.workspace)?.people ?? [];
  const person = people.find(({ identifiers }) => identifiers['id'] === truth.userId);
  if (person === undefined) return [`${story}: its person is missing`];
  const wrong = Object.entries(truth.attributes)
    .filter(([name, value]) => !isDeepStrictEqual(person.attributes[name], value))
    .map(([name]) => `${story}: ${name} is not what the story says`);
  const hasClaimed = isDeepStrictEqual(person.anonymousIds.toSorted(), truth.anonymousIds);
  return hasClaimed ? wrong : [...wrong, `${story}: the anonymous ids are not those it has claimed`];
}

function stateOf(workspaces: readonly NamedState[], name: string): WorkspaceState {
  const workspace = workspaces.find((each) => each.name === name);
  if (workspace === undefined) throw new RangeError(`there is no workspace ${name}`);
  return workspace.state;
}

const nameOf = ({ webhook: { eventId, fate } }: Sighting) => `${eventId} (${fate.kind})`;

const repeat = (text: string, times: number): string[] => Array.from({ length: times }, () => text);
