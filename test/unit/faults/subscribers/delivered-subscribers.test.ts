import fc from 'fast-check';
import { deliverBatch } from '../../../../functions/deliver/deliver-batch.ts';
import type { Outcome } from '../../../../functions/deliver/outcome.ts';
import { judgeResponse } from '../../../../functions/deliver/send/judge.ts';
import { resolveConfig } from '../../../../shared/config/resolve.ts';
import { createTrackClient } from '../../../../shared/customerio/track-client.ts';
import { MemoryPeople } from '../../../../tools/cli/preview/memory-people.ts';
import campaignConfig from '../../../../tools/faults/campaign.config.ts';
import { generateSubscribers } from '../../../../tools/faults/subscribers/generate-subscribers.ts';
import type {
  ExpectedOutcome,
  GeneratedWebhook,
  Subscriber,
} from '../../../../tools/faults/subscribers/subscriber.ts';
import { startTrackApi, type TrackApi } from '../../../../tools/track-api/server.ts';
import type { RecordedEvent } from '../../../../tools/track-api/workspace.ts';

/** The generator expects an outcome of each webhook without asking the connector. Here the connector delivers them. */

const FROM_MS = Date.parse('2026-10-01T00:00:00Z');
const DAYS = 40;
const CONFIG = resolveConfig(campaignConfig, 'local');
const WORKSPACES = {
  'purchasely-customerio/local/cinema/customerio-production': 'cinema production',
  'purchasely-customerio/local/cinema/customerio-sandbox': 'cinema sandbox',
  'purchasely-customerio/local/press/customerio-production': 'press production',
};

let track: TrackApi;
beforeAll(async () => {
  const workspaces = Object.values(WORKSPACES).map((name, index) => ({
    name,
    ...credentialsOf(name),
    region: 'eu' as const,
    environmentId: index,
  }));
  track = await startTrackApi({ workspaces });
});
afterAll(() => track.close());

function credentialsOf(workspace: string) {
  return { siteId: workspace, apiKey: 'key' };
}

/** How each webhook ended at a fresh Customer.io, by event id. */
async function deliver(webhooks: readonly GeneratedWebhook[]): Promise<Map<string, Outcome>> {
  track.reset();
  const post = createTrackClient(track.origin);
  const people = new MemoryPeople();
  const outcomes = new Map<string, Outcome>();
  for (let from = 0; from < webhooks.length; from += 50) {
    const batch = webhooks.slice(from, from + 50);
    const deliveries = await deliverBatch(batch.map(queued), {
      config: CONFIG,
      people,
      onResent: () => {},
      postTo: async ({ secret }) => {
        const workspace = WORKSPACES[secret.name as keyof typeof WORKSPACES];
        return async (body) => judgeResponse(await post(credentialsOf(workspace), body, 5_000));
      },
    });
    for (const [index, { outcome }] of deliveries.entries()) {
      outcomes.set(batch[index]?.eventId ?? '', outcome);
    }
  }
  return outcomes;
}

function queued({ body, connection, eventId }: GeneratedWebhook) {
  const nowMs = FROM_MS + DAYS * 86_400_000;
  return {
    message: { body, attributes: { connection, received_at: String(nowMs), request_id: eventId } },
    messageId: eventId,
    receiptHandle: eventId,
    text: body,
    receivedAtMs: nowMs,
    receiveCount: 1,
    queuedAtMs: nowMs,
    firstAttemptAtMs: nowMs,
  };
}

/** Every event at Customer.io by the id of its webhook, in the form of an expected outcome. */
function arrivedEvents(): Map<unknown, object[]> {
  const arrived = Object.values(WORKSPACES).flatMap((workspace) => {
    const { people, anonymousEvents } = track.workspace(workspace).state();
    const toOutcome = (
      { name, attributes }: Pick<RecordedEvent, 'name' | 'attributes'>,
      person?: unknown,
    ) => ({
      id: attributes['event_id'],
      expected: { kind: 'event', workspace, name, ...(person === undefined ? {} : { person }) },
    });
    return [
      ...people.flatMap(({ identifiers, events }) =>
        events.map((event) => toOutcome(event, identifiers['id'])),
      ),
      ...Object.values(anonymousEvents).flatMap((events) => events.map((event) => toOutcome(event))),
    ];
  });
  const groups = Map.groupBy(arrived, ({ id }) => id);
  return new Map([...groups].map(([id, events]) => [id, events.map(({ expected }) => expected)]));
}

function expectOutcomes(webhooks: readonly GeneratedWebhook[], outcomes: ReadonlyMap<string, Outcome>): void {
  const arrived = arrivedEvents();
  const ends = webhooks.map(({ eventId, body }) => ({
    body,
    outcome: outcomes.get(eventId),
    events: arrived.get(eventId) ?? [],
  }));
  expect(ends).toEqual(
    webhooks.map(({ body, expected }) => ({
      body,
      outcome: outcomeOf(expected),
      events: expected.kind === 'event' ? [expected] : [],
    })),
  );
}

function outcomeOf(expected: ExpectedOutcome): object {
  if (expected.kind === 'skipped') return expected;
  if (expected.kind !== 'dead-letter') return { kind: 'delivered' };
  return { kind: 'dead-letter', failure: expect.objectContaining({ reason: expected.reason }) };
}

function expectPeople(subscribers: readonly Subscriber[]): void {
  for (const { scenario, expectedPeople } of subscribers) {
    for (const { workspace, userId, attributes, anonymousIds } of expectedPeople) {
      const person = track.workspace(workspace).person({ id: userId });
      const named = Object.keys(attributes).map((name) => [name, person?.attributes[name]]);
      const found = {
        scenario,
        userId,
        anonymousIds: person?.anonymousIds.toSorted(),
        ...Object.fromEntries(named),
      };
      expect(found).toEqual({ scenario, userId, anonymousIds, ...attributes });
    }
  }
}

const bySendingTime = (subscribers: readonly Subscriber[]) =>
  subscribers
    .flatMap(({ webhooks }) => webhooks)
    .toSorted((one, other) => one.createdAtMs - other.createdAtMs);

test.each([1, 2])('the connector does what the subscribers of seed %i expect, in order', async (seed) => {
  const subscribers = generateSubscribers({ seed, webhooks: 1500, fromMs: FROM_MS, days: DAYS });
  const webhooks = bySendingTime(subscribers);

  expectOutcomes(webhooks, await deliver(webhooks));
  expectPeople(subscribers);
});

test('and in any order, because no two states of a person share a second', async () => {
  const seeds = fc.integer({ min: 1, max: 1_000_000 });
  await fc.assert(
    fc.asyncProperty(seeds, fc.infiniteStream(fc.nat()), async (seed, order) => {
      const subscribers = generateSubscribers({ seed, webhooks: 300, fromMs: FROM_MS, days: DAYS });
      const webhooks = bySendingTime(subscribers)
        .map((webhook) => [order.next().value ?? 0, webhook] as const)
        .toSorted(([one], [other]) => one - other)
        .map(([, webhook]) => webhook);

      expectOutcomes(webhooks, await deliver(webhooks));
      expectPeople(subscribers);
    }),
    { numRuns: 4 },
  );
});
