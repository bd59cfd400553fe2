import { readFileSync } from 'node:fs';
import { DeleteTableCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { App, Stack } from 'aws-cdk-lib';
import { PurchaselyCustomerio } from '../../infra/purchasely-customerio.ts';
import { synthesizeStage } from '../../infra/synthesize.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { toSqsAttributes } from '../../shared/messages/sqs-attributes.ts';
import connectorConfig from '../support/cinema.config.ts';
import { configWith } from '../support/config-with.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

// The checks of a synthesis have a test of their own.
process.env['CDK_VALIDATION'] = 'false';

const OUTDIR = '.local/test/life-of-a-stage';
const FIRST = process.env['TEST_TEMPLATE'] ?? '';

const { events, userProperties } = connectorConfig.connections['cinema'] ?? {};
const RENAMED = configWith({
  events: { ...events, TRIAL_STARTED: { name: 'TRIAL_BEGAN' } },
  userProperties: { ...userProperties, plan: { name: 'newest_plan' } },
});

let stack: RunningStack;
afterAll(() => stack.stop());

test('nothing that was accepted is lost or doubled, from the first deployment of a stage to its return', async () => {
  stack = await startStack();
  await stack.accept(trial('ann'));
  await stack.accept(sample('legacy-v2-purchase-validated'));
  await stack.drain();

  // The mapping changes while ben's event waits for a second attempt and cat's for its first.
  await stack.accept(trial('ben'));
  stack.track.faults.next({ status: 503 });
  await stack.drain();
  await stack.accept(trial('cat'));
  expect(stack.messages('events').map(({ state }) => state)).toEqual(['ready', 'in flight']);
  await change(await synthesizeStage('local', { outdir: `${OUTDIR}/renamed`, config: RENAMED }), RENAMED);
  await stack.accept(trial('dan'));
  await deliverAll();

  expect(eventsAtCustomerio()).toEqual({
    ann: ['TRIAL_STARTED'],
    ben: ['TRIAL_BEGAN'],
    cat: ['TRIAL_BEGAN'],
    dan: ['TRIAL_BEGAN'],
  });
  expect(attributesOf('ben')).toMatchObject({ newest_plan: 'CINEMA_PLUS_MONTHLY' });

  // What a newer version may have written, in the table and in the queue, before somebody goes back.
  await writeAsNewerVersion(trial('eve'));
  await stack.accept(renewal('dan'));
  await change(FIRST, connectorConfig);
  await deliverAll();

  expect(eventsAtCustomerio()).toMatchObject({
    dan: ['TRIAL_BEGAN', 'SUBSCRIPTION_RENEWED'],
    eve: ['TRIAL_STARTED'],
  });
  expect(attributesOf('dan')).toMatchObject({ plan: 'CINEMA_PLUS_MONTHLY', active_subscription_count: 1 });

  // The stack is deleted with events in the queue, and another one goes on with what it leaves.
  await stack.accept(trial('fay'));
  stack.track.faults.next({ status: 503 });
  await stack.drain();
  await stack.accept(trial('gil'));
  const kept = await deleteStack(FIRST);
  await expect(stack.accept(trial('hal'))).rejects.toThrow('fetch failed');

  const shop = synthesizeInShop();
  stack = await startStack(
    {},
    { template: shop, left: { services: stack.services, names: importing(shop, kept) } },
  );
  await stack.accept(trial('ann', 'another'));
  await deliverAll();

  expect(eventsAtCustomerio()).toEqual({
    ann: ['TRIAL_STARTED', 'TRIAL_STARTED'],
    ben: ['TRIAL_BEGAN'],
    cat: ['TRIAL_BEGAN'],
    dan: ['TRIAL_BEGAN', 'SUBSCRIPTION_RENEWED'],
    eve: ['TRIAL_STARTED'],
    fay: ['TRIAL_STARTED'],
    gil: ['TRIAL_STARTED'],
  });
  expect(attributesOf('ann')).toMatchObject({ active_subscription_count: 2 });
  expect(stack.production.duplicates).toBe(0);
  expect(stack.messages('events')).toEqual([]);
  expect(stack.messages('dead-letters')).toHaveLength(1);
});

const trial = (user: string, purchase = 'first') => webhookOf('trial-started', user, purchase);
const renewal = (user: string) => webhookOf('subscription-renewed', user, 'first');

/** A webhook of its own: its event and its purchase are nobody else's. */
function webhookOf(name: string, user: string, purchase: string): Record<string, unknown> {
  return sample(name, {
    user_id: user,
    event_id: crypto.randomUUID(),
    plan: 'CINEMA_PLUS_MONTHLY',
    purchasely_subscription_id: `subs_${user}_${purchase}`,
    store_original_transaction_id: `${user}-${purchase}`,
  });
}

/** Another version of the stack: functions and API are new, what is stored is not. */
async function change(template: string, config: typeof connectorConfig): Promise<void> {
  await stack.undeploy();
  const { services } = stack;
  const { queues, tables } = stack.template;
  const names = Object.fromEntries([...queues, ...tables].map(({ logicalId }) => [logicalId, logicalId]));
  stack = await startStack(
    {},
    { template, config: resolveConfig(config, 'local'), left: { services, names } },
  );
}

async function deliverAll(): Promise<void> {
  await stack.skipWaiting();
  await stack.drain();
}

/** A message, and whatever is known of people, with more in them than this version knows. */
async function writeAsNewerVersion(webhook: object): Promise<void> {
  const { dynamodb, peopleTable: TableName } = stack;
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
  for (const { person } of Items) {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: { person: person as { S: string } },
        UpdateExpression: 'SET newer = :newer',
        ExpressionAttributeValues: { ':newer': { S: 'x' } },
      }),
    );
  }
  const attributes = { connection: 'cinema', received_at: String(Date.now()), request_id: '', newer: 'x' };
  await stack.sqs.send(
    new SendMessageCommand({
      QueueUrl: stack.eventsQueueUrl,
      MessageBody: JSON.stringify({ ...webhook, newer: 'x' }),
      MessageAttributes: toSqsAttributes(attributes),
    }),
  );
}

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: { readonly Name: string };
}

const resourcesOf = (template: string): [string, Resource][] =>
  Object.entries(JSON.parse(readFileSync(template, 'utf8')).Resources);

/** Deletes what CloudFormation would. @returns the logical ids of what is retained, which are its names here */
async function deleteStack(template: string): Promise<string[]> {
  await stack.undeploy();
  const { services, dynamodb } = stack;
  const remove: Readonly<Record<string, (logicalId: string, resource: Resource) => unknown>> = {
    'AWS::SQS::Queue': (name) => services.queues.deleteQueue(name, { region: 'eu-west-1' }),
    'AWS::DynamoDB::Table': (TableName) => dynamodb.send(new DeleteTableCommand({ TableName })),
    'AWS::SecretsManager::Secret': (_, { Properties: { Name } }) => services.secrets.put(Name, 'deleted'),
  };
  const stored = resourcesOf(template).filter(([, { Type }]) => Type in remove);
  const isRetained = ({ DeletionPolicy = 'Delete' }: Resource) => DeletionPolicy.startsWith('Retain');
  for (const [logicalId, resource] of stored) {
    if (!isRetained(resource)) await remove[resource.Type]?.(logicalId, resource);
  }
  return stored.filter(([, resource]) => isRetained(resource)).map(([logicalId]) => logicalId);
}

/** The same connector as a construct, in a stack of another name: its logical ids are others. */
function synthesizeInShop(): string {
  const outdir = `${OUTDIR}/shop`;
  const app = new App({ outdir, context: { 'aws:cdk:enable-asset-metadata': true } });
  const shop = new Stack(app, 'Shop');
  new PurchaselyCustomerio(shop, 'Subscriptions', { stage: 'local', config: connectorConfig });
  return app.synth().getStackByName('Shop').templateFullPath;
}

/** What `cdk import --resource-mapping` is told: which resource of a template is which of those that exist. */
function importing(template: string, kept: readonly string[]): Record<string, string> {
  const withoutHash = (logicalId: string) => logicalId.slice(0, -8);
  const ids = resourcesOf(template).map(([logicalId]) => logicalId);
  return Object.fromEntries(
    kept.map((name) => [ids.find((id) => withoutHash(id) === `Subscriptions${withoutHash(name)}`), name]),
  );
}

/** Names of the events of each person, in arrival order. */
function eventsAtCustomerio(): Record<string, string[]> {
  return Object.fromEntries(
    stack.production
      .people()
      .map(({ identifiers }) => String(identifiers['id']))
      .map((id) => [id, stack.production.events({ id }).map(({ name }) => name)]),
  );
}

const attributesOf = (id: string) => stack.production.person({ id })?.attributes;
