import fc from 'fast-check';
import { deliverBatch } from '../../../../functions/deliver/deliver-batch.ts';
import type { Outcome } from '../../../../functions/deliver/outcome.ts';
import { judgeResponse } from '../../../../functions/deliver/send/judge.ts';
import { resolveConfig } from '../../../../shared/config/resolve.ts';
import { createTrackClient } from '../../../../shared/customerio/track-client.ts';
import campaignConfig from '../../../../tools/faults/campaign.config.ts';
import { generateLives } from '../../../../tools/faults/lives/generate-lives.ts';
import type { Fate, Life, LifeWebhook } from '../../../../tools/faults/lives/life.ts';
import { startTrackApi, type TrackApi } from '../../../../tools/track-api/server.ts';
import type { RecordedEvent } from '../../../../tools/track-api/workspace.ts';

/** The generator says what should become of its webhooks without asking the connector. Here the connector answers. */

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
async function deliver(webhooks: readonly LifeWebhook[]): Promise<Map<string, Outcome>> {
  track.reset();
  const post = createTrackClient(track.origin);
  const outcomes = new Map<string, Outcome>();
  for (let from = 0; from < webhooks.length; from += 50) {
    const batch = webhooks.slice(from, from + 50);
    const deliveries = await deliverBatch(batch.map(queued), CONFIG, async ({ secret }) => {
      const workspace = WORKSPACES[secret.name as keyof typeof WORKSPACES];
      return async (body) => judgeResponse(await post(credentialsOf(workspace), body, 5_000));
    });
    for (const [index, { outcome }] of deliveries.entries()) {
      outcomes.set(batch[index]?.eventId ?? '', outcome);
    }
  }
  return outcomes;
}

function queued({ body, connection, eventId }: LifeWebhook) {
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

/** Every event at Customer.io by the id of its webhook, in the form of a fate. */
function arrivedEvents(): Map<unknown, object[]> {
  const arrived = Object.values(WORKSPACES).flatMap((workspace) => {
    const { people, anonymousEvents } = track.workspace(workspace).state();
    const toFate = ({ name, attributes }: Pick<RecordedEvent, 'name' | 'attributes'>, person?: unknown) => ({
      id: attributes['event_id'],
      fate: { kind: 'event', workspace, name, ...(person === undefined ? {} : { person }) },
    });
    return [
      ...people.flatMap(({ identifiers, events }) => events.map((event) => toFate(event, identifiers['id']))),
      ...Object.values(anonymousEvents).flatMap((events) => events.map((event) => toFate(event))),
    ];
  });
  const groups = Map.groupBy(arrived, ({ id }) => id);
  return new Map([...groups].map(([id, events]) => [id, events.map(({ fate }) => fate)]));
}

function expectFates(webhooks: readonly LifeWebhook[], outcomes: ReadonlyMap<string, Outcome>): void {
  const arrived = arrivedEvents();
  const ends = webhooks.map(({ eventId, body }) => ({
    body,
    outcome: outcomes.get(eventId),
    events: arrived.get(eventId) ?? [],
  }));
  expect(ends).toEqual(
    webhooks.map(({ body, fate }) => ({
      body,
      outcome: outcomeOf(fate),
      events: fate.kind === 'event' ? [fate] : [],
    })),
  );
}

function outcomeOf(fate: Fate): object {
  if (fate.kind === 'skipped') return fate;
  if (fate.kind !== 'dead-letter') return { kind: 'delivered' };
  return { kind: 'dead-letter', failure: expect.objectContaining({ reason: fate.reason }) };
}

function expectTruths(lives: readonly Life[]): void {
  for (const { story, truths } of lives) {
    for (const { workspace, userId, attributes, anonymousIds } of truths) {
      const person = track.workspace(workspace).person({ id: userId });
      const named = Object.keys(attributes).map((name) => [name, person?.attributes[name]]);
      const found = {
        story,
        userId,
        anonymousIds: person?.anonymousIds.toSorted(),
        ...Object.fromEntries(named),
      };
      expect(found).toEqual({ story, userId, anonymousIds, ...attributes });
    }
  }
}

const bySendingTime = (lives: readonly Life[]) =>
  lives.flatMap(({ webhooks }) => webhooks).toSorted((one, other) => one.createdAtMs - other.createdAtMs);

test.each([1, 2])('the connector does with the lives of seed %i what they say, in order', async (seed) => {
  const lives = generateLives({ seed, webhooks: 1500, fromMs: FROM_MS, days: DAYS });
  const webhooks = bySendingTime(lives);

  expectFates(webhooks, await deliver(webhooks));
  expectTruths(lives);
});

test('and in any order, because no two states of a person share a second', async () => {
  const seeds = fc.integer({ min: 1, max: 1_000_000 });
  await fc.assert(
    fc.asyncProperty(seeds, fc.infiniteStream(fc.nat()), async (seed, order) => {
      const lives = generateLives({ seed, webhooks: 300, fromMs: FROM_MS, days: DAYS });
      const webhooks = bySendingTime(lives)
        .map((webhook) => [order.next().value ?? 0, webhook] as const)
        .toSorted(([one], [other]) => one - other)
        .map(([, webhook]) => webhook);

      expectFates(webhooks, await deliver(webhooks));
      expectTruths(lives);
    }),
    { numRuns: 4 },
  );
});
