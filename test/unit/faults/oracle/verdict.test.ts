import type {
  Observations,
  ObservedWorkspace,
  WebhookObservation,
} from '../../../../tools/faults/oracle/observations.ts';
import { judge, type Verdict } from '../../../../tools/faults/oracle/verdict.ts';
import type {
  ExpectedOutcome,
  GeneratedWebhook,
  Subscriber,
} from '../../../../tools/faults/subscribers/subscriber.ts';
import type { PersonState, WorkspaceState } from '../../../../tools/track-api/snapshot.ts';
import { NOTHING_OBSERVED } from '../../../support/observations.ts';

const WORKSPACE = 'cinema production';
const RENEWED = {
  kind: 'event',
  workspace: WORKSPACE,
  name: 'SUBSCRIPTION_RENEWED',
  person: 'somebody',
} as const;
const STORED = { workspace: WORKSPACE, name: 'SUBSCRIPTION_RENEWED', atMs: 2 };

function observationOf(
  expected: ExpectedOutcome,
  changes: Partial<WebhookObservation> = {},
): WebhookObservation {
  const webhook: GeneratedWebhook = {
    body: '{}',
    eventId: 'event-1',
    createdAtMs: 0,
    connection: 'cinema',
    owner: 'somebody',
    expected,
  };
  return { webhook, acceptedAtMs: 1, stored: [], isDelivered: false, wasDeadLetter: false, ...changes };
}

function workspaceWith(...people: PersonState[]): WorkspaceState {
  return { people, anonymousEvents: {} };
}

const person = (attributes: object, events: PersonState['events'] = []): PersonState => ({
  identifiers: { id: 'somebody' },
  attributes: { ...attributes },
  events,
});

const EVENT = {
  action: 'event',
  name: RENEWED.name,
  timestamp: 0,
  attributes: { event_id: 'event-1' },
} as const;

function workspaces(...people: PersonState[]): ObservedWorkspace[] {
  const withIds = people.map((each) => ({ ...each, cioId: 'a1', attributeTimestamps: {}, anonymousIds: [] }));
  return [{ name: WORKSPACE, state: workspaceWith(...people), people: withIds }];
}

const SOUND: Observations = { ...NOTHING_OBSERVED, workspaces: workspaces() };

interface Case {
  readonly subscribers?: readonly Subscriber[];
  readonly observations: Partial<Observations>;
}

/** The checks whose answer is not "none". A resync changes nobody, unless the case says so. */
function raised({ subscribers = [], observations }: Case): (keyof Verdict)[] {
  const { workspaces: resynced } = { ...SOUND, ...observations };
  const verdict = judge(subscribers, { ...SOUND, resynced, ...observations });
  return (Object.keys(verdict) as (keyof Verdict)[]).filter((name) => verdict[name].length > 0);
}

/** A subscriber who is one person with these attributes in the end. */
const expecting = (
  attributes: Readonly<Record<string, string | undefined>>,
  anonymousIds: readonly string[] = [],
): Subscriber => ({
  scenario: 'renews',
  webhooks: [],
  expectedPeople: [{ workspace: WORKSPACE, userId: 'somebody', attributes, anonymousIds }],
});

/** One webhook, whose event its person has. */
const seen = (expected: ExpectedOutcome, changes?: Partial<WebhookObservation>): Case => ({
  subscribers: [expecting({})],
  observations: { webhooks: [observationOf(expected, changes)], workspaces: workspaces(person({}, [EVENT])) },
});

const poison = observationOf({ kind: 'dead-letter', reason: 'no-identity' });

test.each<{ what: string; when: Case }>([
  { what: 'an event that is stored once', when: seen(RENEWED, { stored: [STORED] }) },
  {
    what: 'an event that is off and was delivered',
    when: seen({ kind: 'person-only' }, { isDelivered: true }),
  },
  {
    what: 'a webhook that was skipped for the right reason',
    when: seen({ kind: 'skipped', why: 'anonymous owner' }, { skippedBecause: 'anonymous owner' }),
  },
  {
    what: 'poison that is a dead letter for its reason',
    when: {
      observations: { webhooks: [poison], deadLettersLeft: [{ observation: poison, reason: 'no-identity' }] },
    },
  },
  {
    what: 'a person who is as expected, and has an attribute of which nothing is expected',
    when: {
      subscribers: [expecting({ plan: 'A' })],
      observations: { workspaces: workspaces(person({ plan: 'A', last_event: 'TRIAL_STARTED' })) },
    },
  },
])('finds nothing wrong with $what', ({ when }) => {
  expect(raised(when)).toEqual([]);
});

test.each<{ what: string; when: Case; check: keyof Verdict }>([
  { what: 'an event that is nowhere', when: seen(RENEWED), check: 'lost' },
  {
    what: 'an event that is off and was never delivered',
    when: seen({ kind: 'person-only' }),
    check: 'lost',
  },
  {
    what: 'a webhook that was skipped for another reason',
    when: seen({ kind: 'skipped', why: 'anonymous owner' }, { skippedBecause: 'event switched off' }),
    check: 'lost',
  },
  { what: 'poison that has vanished', when: { observations: { webhooks: [poison] } }, check: 'lost' },
  {
    what: 'an event that is stored twice',
    when: seen(RENEWED, { stored: [STORED, STORED] }),
    check: 'doubled',
  },
  {
    what: 'an event in another workspace',
    when: seen(RENEWED, { stored: [{ ...STORED, workspace: 'cinema sandbox' }] }),
    check: 'doubled',
  },
  {
    what: 'an event under another name',
    when: seen(RENEWED, { stored: [{ ...STORED, name: 'RENEWED' }] }),
    check: 'doubled',
  },
  {
    what: 'an event of a webhook whose event is off',
    when: seen({ kind: 'person-only' }, { stored: [STORED], isDelivered: true }),
    check: 'doubled',
  },
  {
    what: 'an event of another person',
    when: seen({ ...RENEWED, person: 'somebody else' }, { stored: [STORED] }),
    check: 'wrongPeople',
  },
  {
    what: 'an event that was never sent',
    when: { observations: { unknownEvents: ['event-2'] } },
    check: 'doubled',
  },
  {
    what: 'a person with an old attribute',
    when: {
      subscribers: [expecting({ plan: 'new' })],
      observations: { workspaces: workspaces(person({ plan: 'old' })) },
    },
    check: 'wrongPeople',
  },
  {
    what: 'a person who is right, and of whom something old is kept',
    when: {
      subscribers: [expecting({ plan: 'new' })],
      observations: {
        workspaces: workspaces(person({ plan: 'new' })),
        resynced: workspaces(person({ plan: 'old' })),
      },
    },
    check: 'wrongPeople',
  },
  {
    what: 'a person who should not exist',
    when: { observations: { workspaces: workspaces(person({})) } },
    check: 'wrongPeople',
  },
  {
    what: 'a person who is missing',
    when: { subscribers: [expecting({})], observations: {} },
    check: 'wrongPeople',
  },
  {
    what: 'a person with an anonymous id that was never claimed',
    when: {
      subscribers: [expecting({}, ['a-1'])],
      observations: { workspaces: workspaces(person({})) },
    },
    check: 'wrongPeople',
  },
  {
    what: 'a person with an attribute that they should not have',
    when: {
      subscribers: [expecting({ plan: undefined })],
      observations: { workspaces: workspaces(person({ plan: 'A' })) },
    },
    check: 'wrongPeople',
  },
  { what: 'a webhook nobody acknowledged', when: { observations: { unsent: 1 } }, check: 'unaccounted' },
  { what: 'a message that is still queued', when: { observations: { queued: 1 } }, check: 'unaccounted' },
  {
    what: 'a dead letter that should have been delivered',
    when: {
      observations: {
        deadLettersLeft: [
          { observation: observationOf(RENEWED, { stored: [STORED] }), reason: 'refused-by-customerio' },
        ],
      },
    },
    check: 'unaccounted',
  },
  {
    what: 'a dead letter without a reason',
    when: { observations: { unjustifiedDeadLetters: ['event-1: none'] } },
    check: 'unjustifiedDeadLetters',
  },
  {
    what: 'a message that did not wait',
    when: { observations: { wrongVisibility: ['receive 3'] } },
    check: 'wronglyTimed',
  },
  { what: 'an accepted forgery', when: { observations: { forgeriesAccepted: 1 } }, check: 'forged' },
  {
    what: 'a webhook that the backend never had',
    when: { observations: { lostElsewhere: ['event-1: not at the backend'] } },
    check: 'lostElsewhere',
  },
  {
    what: 'a forgery at the backend',
    when: { observations: { forgedElsewhere: 1 } },
    check: 'forgedElsewhere',
  },
  {
    what: 'credentials that stayed old',
    when: { observations: { staleCredentials: ['cinema: refused'] } },
    check: 'stale',
  },
  { what: 'a leak', when: { observations: { leaks: [{ where: 'log', text: '…' }] } }, check: 'leaked' },
])('finds $what', ({ when, check }) => {
  expect(raised(when)).toEqual([check]);
});
