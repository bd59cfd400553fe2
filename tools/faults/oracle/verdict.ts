import { isDeepStrictEqual } from 'node:util';
import type { ExpectedPerson, Subscriber } from '../subscribers/subscriber.ts';
import type { NamedState, Observations, ObservedWorkspace, WebhookObservation } from './observations.ts';

/** The violated guarantees: all empty if they held. Each entry names one case, without personal data. */
export interface Verdict {
  /** Accepted, but neither at Customer.io, nor skipped by a rule, nor a dead letter. */
  readonly lost: readonly string[];
  /** At Customer.io more than once, or somewhere it does not belong. */
  readonly doubled: readonly string[];
  /** People whose attributes or events do not match their purchases. */
  readonly wrongPeople: readonly string[];
  /** Not acknowledged, still queued, or wrongly a dead letter. */
  readonly unaccounted: readonly string[];
  /** Dead letters without a good reason, or before their time. */
  readonly unjustifiedDeadLetters: readonly string[];
  /** Not hidden for the logged time. */
  readonly wronglyTimed: readonly string[];
  /** Accepted without a valid signature. */
  readonly forged: readonly string[];
  /** Accepted, but not at the backend or not in a queue for copies. */
  readonly lostElsewhere: readonly string[];
  /** At the backend without a valid signature. */
  readonly forgedElsewhere: readonly string[];
  /** Refused because of credentials that had been corrected long before. */
  readonly stale: readonly string[];
  readonly leaked: readonly string[];
}

/**
 * Compares observations with the expectations of the generator: the outcome of each webhook, and the final state of
 * each person. It does not use code of the connector.
 */
export function judge(subscribers: readonly Subscriber[], observations: Observations): Verdict {
  const people = peopleByEvent(observations.workspaces);
  const left = new Map(observations.deadLettersLeft.map(({ observation, reason }) => [observation, reason]));
  return {
    lost: observations.webhooks.filter((one) => isLost(one, left)).map(nameOf),
    doubled: [
      ...observations.webhooks.filter(isDoubled).map(nameOf),
      ...observations.unknownEvents.map((eventId) => `${eventId}, which was never sent`),
    ],
    wrongPeople: [
      ...strangers(subscribers, observations.workspaces),
      ...observations.webhooks.filter((one) => isWithWrongPerson(one, people)).map(nameOf),
      ...mismatches(subscribers, observations.workspaces),
      ...mismatches(subscribers, observations.resynced).map((one) => `${one}, after a resync`),
    ],
    unaccounted: [
      ...repeat('not acknowledged', observations.unsent),
      ...repeat('still in the events queue', observations.queued),
      ...observations.deadLettersLeft
        .filter(({ observation }) => observation?.webhook.expected.kind !== 'dead-letter')
        .map(
          ({ observation, reason }) =>
            `${observation ? nameOf(observation) : 'unknown'}: dead letter, ${reason}`,
        ),
    ],
    unjustifiedDeadLetters: observations.unjustifiedDeadLetters,
    wronglyTimed: observations.wrongVisibility,
    forged: repeat('accepted', observations.forgeriesAccepted),
    lostElsewhere: observations.lostElsewhere,
    forgedElsewhere: repeat('at the backend', observations.forgedElsewhere),
    stale: observations.staleCredentials,
    leaked: observations.leaks.map(({ where, text }) => `${where}: ${text}`),
  };
}

function isLost(
  observation: WebhookObservation,
  deadLetters: ReadonlyMap<WebhookObservation | undefined, string | undefined>,
) {
  const { webhook, stored, isDelivered, skippedBecause } = observation;
  switch (webhook.expected.kind) {
    case 'event':
      return stored.length === 0;
    case 'person-only':
      return !isDelivered;
    case 'skipped':
      return skippedBecause !== webhook.expected.why;
    case 'dead-letter':
      return deadLetters.get(observation) !== webhook.expected.reason;
  }
}

function isDoubled({ webhook: { expected }, stored }: WebhookObservation): boolean {
  if (expected.kind !== 'event') return stored.length > 0;
  return (
    stored.length > 1 ||
    stored.some(({ workspace, name }) => workspace !== expected.workspace || name !== expected.name)
  );
}

/** Returns a case for each person who is not a subscriber. */
function strangers(subscribers: readonly Subscriber[], workspaces: readonly NamedState[]): string[] {
  const known = new Set(
    subscribers.flatMap(({ webhooks, expectedPeople }) => [
      ...expectedPeople.map(({ workspace, userId }) => `${workspace} ${userId}`),
      ...webhooks.flatMap(({ expected }) =>
        expected.kind === 'event' ? [`${expected.workspace} ${expected.person}`] : [],
      ),
    ]),
  );
  return workspaces.flatMap(({ name, state }) =>
    state.people
      .filter(({ identifiers }) => !known.has(`${name} ${identifiers['id']}`))
      .map(() => `${name}: a person who should not exist`),
  );
}

/** Ids of the people with each event, by workspace and `event_id`. */
type PeopleByEvent = ReadonlyMap<string, unknown>;

function peopleByEvent(workspaces: readonly NamedState[]): PeopleByEvent {
  const owners = workspaces.flatMap(({ name, state }) =>
    state.people.flatMap(({ identifiers, events }) =>
      events.map(({ attributes }) => [`${name} ${attributes['event_id']}`, identifiers['id']] as const),
    ),
  );
  return new Map(owners);
}

/** Returns true if an event is at Customer.io, but not with its person. */
function isWithWrongPerson(
  { webhook: { eventId, expected }, stored }: WebhookObservation,
  people: PeopleByEvent,
): boolean {
  if (expected.kind !== 'event' || stored.length === 0) return false;
  return people.get(`${expected.workspace} ${eventId}`) !== expected.person;
}

function mismatches(subscribers: readonly Subscriber[], workspaces: readonly ObservedWorkspace[]): string[] {
  return subscribers.flatMap(({ scenario, expectedPeople }) =>
    expectedPeople.flatMap((expectedPerson) => mismatchesOf(scenario, expectedPerson, workspaces)),
  );
}

/** Returns the differences between a person and the scenario. */
function mismatchesOf(
  scenario: string,
  expectedPerson: ExpectedPerson,
  workspaces: readonly ObservedWorkspace[],
): string[] {
  const people = workspaces.find(({ name }) => name === expectedPerson.workspace)?.people ?? [];
  const person = people.find(({ identifiers }) => identifiers['id'] === expectedPerson.userId);
  if (person === undefined) return [`${scenario}: its person is missing`];
  const wrong = Object.entries(expectedPerson.attributes)
    .filter(([name, value]) => !isDeepStrictEqual(person.attributes[name], value))
    .map(([name]) => `${scenario}: ${name} is not what the scenario expects`);
  const hasClaimed = isDeepStrictEqual(person.anonymousIds.toSorted(), expectedPerson.anonymousIds);
  return hasClaimed ? wrong : [...wrong, `${scenario}: the anonymous ids are not the claimed ones`];
}

const nameOf = ({ webhook: { eventId, expected } }: WebhookObservation) => `${eventId} (${expected.kind})`;

const repeat = (text: string, times: number): string[] => Array.from({ length: times }, () => text);
