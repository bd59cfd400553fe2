import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { deliverBatch } from '../../functions/deliver/deliver-batch.ts';
import type { QueuedWebhook } from '../../functions/deliver/queued-webhook.ts';
import { judgeResponse } from '../../functions/deliver/send/judge.ts';
import type { ConnectionConfig } from '../../shared/config/define-config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { createTrackClient } from '../../shared/customerio/track-client.ts';
import { PROPERTIES, PROPERTY_NAMES } from '../../shared/purchasely/properties.ts';
import { MemoryPeople } from '../../tools/cli/preview/memory-people.ts';
import { startTrackApi, type TrackApi } from '../../tools/track-api/server.ts';
import type { WorkspaceState } from '../../tools/track-api/snapshot.ts';
import type { RecordedEvent } from '../../tools/track-api/workspace.ts';
import connectorConfig from '../support/cinema.config.ts';
import { sample } from '../support/running-stack.ts';

const SAMPLES = readdirSync(new URL('../../tools/local/samples', import.meta.url)).map((file) =>
  sample(file.replace('.json', '')),
);
const CREDENTIALS = { siteId: 'site', apiKey: 'key' };

const example = connectorConfig.connections['cinema'];
const CONFIGS: Record<string, Partial<ConnectionConfig>> = {
  'the committed configuration': {},
  'every event and property on': {
    events: { unlisted: true },
    userProperties: Object.fromEntries(PROPERTY_NAMES.map((name) => [name, true])),
  },
};

let track: TrackApi;
beforeAll(async () => {
  const workspace = { name: 'all', ...CREDENTIALS, region: 'eu', environmentId: 1 } as const;
  track = await startTrackApi({ workspaces: [workspace] });
});
afterAll(async () => {
  await track.close();
});

function queued(webhook: object, position: number): QueuedWebhook {
  const body = JSON.stringify(webhook);
  const nowMs = Date.parse('2026-11-21T00:00:00Z');
  const attributes = { connection: 'cinema', received_at: String(nowMs), request_id: `request-${position}` };
  return {
    message: { body, attributes },
    messageId: String(position),
    receiptHandle: String(position),
    text: body,
    receivedAtMs: nowMs,
    receiveCount: 1,
    queuedAtMs: nowMs,
    firstAttemptAtMs: nowMs,
  };
}

/** What is at a fresh Customer.io after the webhooks came in this order, in batches of these sizes. */
async function deliver(
  webhooks: readonly object[],
  sizes: readonly number[],
  config: Partial<ConnectionConfig>,
) {
  track.workspace('all').reset();
  const resolved = resolveConfig(
    { ...connectorConfig, connections: { cinema: { ...example, ...config } } },
    'local',
  );
  const post = createTrackClient(track.origin);
  const people = new MemoryPeople();
  let from = 0;
  for (let batch = 0; from < webhooks.length; batch += 1) {
    const to = from + (sizes[batch % sizes.length] ?? 1);
    const deliveries = await deliverBatch(webhooks.slice(from, to).map(queued), {
      config: resolved,
      people,
      onResent: () => {},
      postTo: async () => async (body) => judgeResponse(await post(CREDENTIALS, body, 5_000)),
    });
    expect(deliveries.filter(({ outcome }) => outcome.kind === 'retry')).toEqual([]);
    from = to;
  }
  return withoutWhatWasKnown(track.workspace('all').state());
}

/** An event says what was known of the person when it was first sent, and that depends on the order. */
function withoutWhatWasKnown(state: WorkspaceState) {
  const withoutSums = ({ attributes, ...event }: RecordedEvent) => ({
    ...event,
    attributes: { ...attributes, ...Object.fromEntries(OF_ALL_PURCHASES.map((name) => [name, undefined])) },
  });
  return {
    people: state.people.map((person) => ({ ...person, events: person.events.map(withoutSums) })),
    anonymousEvents: state.anonymousEvents,
  };
}

const OF_ALL_PURCHASES = PROPERTY_NAMES.filter((name) => PROPERTIES[name].scope === 'purchases');

describe.each(Object.entries(CONFIGS))('with %s', (_, config) => {
  test('the samples leave the same people and events in every rotation', async () => {
    const expected = await deliver(SAMPLES, [50], config);

    for (let by = 1; by < SAMPLES.length; by += 1) {
      const rotated = [...SAMPLES.slice(by), ...SAMPLES.slice(0, by)];
      expect(await deliver(rotated, [50], config)).toEqual(expected);
    }
  });

  test('the samples leave the same people and events in 200 shuffles, cut into batches anyhow', async () => {
    const expected = await deliver(SAMPLES, [50], config);
    const order = fc.shuffledSubarray(SAMPLES, { minLength: SAMPLES.length });
    const sizes = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 5 });

    await fc.assert(
      fc.asyncProperty(order, sizes, async (webhooks, batches) => {
        expect(await deliver(webhooks, batches, config)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('the samples sent a second time change nobody and add no event', async () => {
    const once = await deliver(SAMPLES, [50], config);

    expect(await deliver([...SAMPLES, ...SAMPLES.toReversed()], [7], config)).toEqual(once);
  });
});
