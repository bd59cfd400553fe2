import type { Evidence, WorkspaceEvidence } from '../../../tools/faults/evidence.ts';
import type { Fate, Life, LifeWebhook } from '../../../tools/faults/lives/life.ts';
import type { Sighting } from '../../../tools/faults/observations.ts';
import { judge, type Verdict } from '../../../tools/faults/verdict.ts';
import type { PersonState, WorkspaceState } from '../../../tools/track-api/snapshot.ts';
import { NOTHING_SEEN } from '../../support/evidence.ts';

const WORKSPACE = 'cinema production';
const RENEWED = {
  kind: 'event',
  workspace: WORKSPACE,
  name: 'SUBSCRIPTION_RENEWED',
  person: 'somebody',
} as const;
const STORED = { workspace: WORKSPACE, name: 'SUBSCRIPTION_RENEWED', atMs: 2 };

function sightingOf(fate: Fate, changes: Partial<Sighting> = {}): Sighting {
  const webhook: LifeWebhook = {
    body: '{}',
    eventId: 'event-1',
    createdAtMs: 0,
    connection: 'cinema',
    owner: 'somebody',
    fate,
  };
  return { webhook, acceptedAtMs: 1, stored: [], isDelivered: false, wasDeadLetter: false, ...changes };
}

function workspaceWith(...people: PersonState[]): WorkspaceState {
  return { people, objects: [], anonymousEvents: {}, anonymousRelationships: {}, deliveryEvents: [] };
}

const person = (attributes: object, events: PersonState['events'] = []): PersonState => ({
  identifiers: { id: 'somebody' },
  attributes: { ...attributes },
  events,
  devices: [],
  relationships: [],
});

const EVENT = {
  action: 'event',
  name: RENEWED.name,
  timestamp: 0,
  attributes: { event_id: 'event-1' },
} as const;

function workspaces(...people: PersonState[]): WorkspaceEvidence[] {
  const withIds = people.map((each) => ({ ...each, cioId: 'a1', attributeTimestamps: {}, anonymousIds: [] }));
  return [{ name: WORKSPACE, state: workspaceWith(...people), people: withIds }];
}

const SOUND: Evidence = { ...NOTHING_SEEN, workspaces: workspaces() };

interface Case {
  readonly lives?: readonly Life[];
  readonly expected?: WorkspaceState;
  readonly evidence: Partial<Evidence>;
}

/** The questions whose answer is not "none". */
function raised({ lives = [], expected = workspaceWith(), evidence }: Case): (keyof Verdict)[] {
  const verdict = judge(lives, [{ name: WORKSPACE, state: expected }], { ...SOUND, ...evidence });
  return (Object.keys(verdict) as (keyof Verdict)[]).filter((name) => verdict[name].length > 0);
}

/** One webhook, whose event is on the timeline of its person. */
const seen = (fate: Fate, changes?: Partial<Sighting>): Case => ({
  expected: workspaceWith(person({}, [EVENT])),
  evidence: { sightings: [sightingOf(fate, changes)], workspaces: workspaces(person({}, [EVENT])) },
});

const poison = sightingOf({ kind: 'dead-letter', reason: 'no-identity' });

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
      evidence: { sightings: [poison], deadLettersLeft: [{ sighting: poison, reason: 'no-identity' }] },
    },
  },
  {
    what: 'a person as expected, but for which of two tied events was the last',
    when: {
      expected: workspaceWith(person({ plan: 'A', last_event: 'TRIAL_STARTED' })),
      evidence: { workspaces: workspaces(person({ plan: 'A', last_event: 'SUBSCRIPTION_STARTED' })) },
    },
  },
])('finds nothing wrong with $what', ({ when }) => {
  expect(raised(when)).toEqual([]);
});

test.each<{ what: string; when: Case; question: keyof Verdict }>([
  { what: 'an event that is nowhere', when: seen(RENEWED), question: 'lost' },
  {
    what: 'an event that is off and was never delivered',
    when: seen({ kind: 'person-only' }),
    question: 'lost',
  },
  {
    what: 'a webhook that was skipped for another reason',
    when: seen({ kind: 'skipped', why: 'anonymous owner' }, { skippedBecause: 'event switched off' }),
    question: 'lost',
  },
  { what: 'poison that has vanished', when: { evidence: { sightings: [poison] } }, question: 'lost' },
  {
    what: 'an event that is stored twice',
    when: seen(RENEWED, { stored: [STORED, STORED] }),
    question: 'doubled',
  },
  {
    what: 'an event in another workspace',
    when: seen(RENEWED, { stored: [{ ...STORED, workspace: 'cinema sandbox' }] }),
    question: 'doubled',
  },
  {
    what: 'an event under another name',
    when: seen(RENEWED, { stored: [{ ...STORED, name: 'RENEWED' }] }),
    question: 'doubled',
  },
  {
    what: 'an event of a webhook whose event is off',
    when: seen({ kind: 'person-only' }, { stored: [STORED], isDelivered: true }),
    question: 'doubled',
  },
  {
    what: 'an event on the timeline of somebody else',
    when: seen({ ...RENEWED, person: 'somebody else' }, { stored: [STORED] }),
    question: 'wrongPeople',
  },
  { what: 'an event nobody sent', when: { evidence: { strangers: ['event-2'] } }, question: 'doubled' },
  {
    what: 'a person with an old attribute',
    when: {
      expected: workspaceWith(person({ plan: 'new' })),
      evidence: { workspaces: workspaces(person({ plan: 'old' })) },
    },
    question: 'wrongPeople',
  },
  {
    what: 'a person who should not exist',
    when: { evidence: { workspaces: workspaces(person({})) } },
    question: 'wrongPeople',
  },
  {
    what: 'a person who is missing',
    when: { expected: workspaceWith(person({})), evidence: {} },
    question: 'wrongPeople',
  },
  {
    what: 'a person with an anonymous id that was never claimed',
    when: {
      lives: [
        {
          story: 'logs in',
          webhooks: [],
          truths: [{ workspace: WORKSPACE, userId: 'somebody', attributes: {}, anonymousIds: ['a-1'] }],
        },
      ],
      expected: workspaceWith(person({})),
      evidence: { workspaces: workspaces(person({})) },
    },
    question: 'wrongPeople',
  },
  {
    what: 'a person of whom the story knows better than both runs',
    when: {
      lives: [
        {
          story: 'renews',
          webhooks: [],
          truths: [{ workspace: WORKSPACE, userId: 'somebody', attributes: { plan: 'B' }, anonymousIds: [] }],
        },
      ],
      expected: workspaceWith(person({ plan: 'A' })),
      evidence: { workspaces: workspaces(person({ plan: 'A' })) },
    },
    question: 'wrongPeople',
  },
  { what: 'a webhook nobody acknowledged', when: { evidence: { unsent: 1 } }, question: 'unaccounted' },
  { what: 'a message that is still queued', when: { evidence: { queued: 1 } }, question: 'unaccounted' },
  {
    what: 'a dead letter that should have been delivered',
    when: {
      evidence: {
        deadLettersLeft: [
          { sighting: sightingOf(RENEWED, { stored: [STORED] }), reason: 'refused-by-customerio' },
        ],
      },
    },
    question: 'unaccounted',
  },
  {
    what: 'a dead letter without a reason',
    when: { evidence: { unjustifiedDeadLetters: ['event-1: none'] } },
    question: 'wronglyGivenUp',
  },
  {
    what: 'a message that did not wait',
    when: { evidence: { brokenWaits: ['receive 3'] } },
    question: 'wronglyTimed',
  },
  { what: 'an accepted forgery', when: { evidence: { forgeriesAccepted: 1 } }, question: 'forged' },
  { what: 'credentials that stayed old', when: { evidence: { staleCredentials: 1 } }, question: 'stale' },
  { what: 'a leak', when: { evidence: { leaks: [{ where: 'log', text: '…' }] } }, question: 'leaked' },
])('finds $what', ({ when, question }) => {
  expect(raised(when)).toEqual([question]);
});
