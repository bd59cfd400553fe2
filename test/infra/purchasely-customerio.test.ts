import { App, type Environment, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AnyPrincipal } from 'aws-cdk-lib/aws-iam';
import { PurchaselyCustomerio } from '../../infra/purchasely-customerio.ts';
import type { EventsConfig } from '../../shared/config/define-config.ts';
import { configOf, connection } from './config-of.ts';
import { toText } from './synthesized.ts';

// Bundling is left out; that the checks pass is shown by synthesize.test.ts.
process.env['CDK_VALIDATION'] = 'false';
const newApp = () => new App({ context: { 'aws:cdk:bundling-stacks': [] } });

const config = { ...configOf(), stages: { staging: {}, prod: { dashboard: true } } };

/** Output → the name it is exported under. */
const exportsOf = (template: Template) =>
  Object.fromEntries(
    Object.entries(template.findOutputs('*')).map(([key, { Export }]) => [key, Export?.Name]),
  );

describe('two connectors in a stack of an application', () => {
  let stack: Stack;
  let prod: PurchaselyCustomerio;
  let template: Template;
  beforeAll(() => {
    stack = new Stack(newApp(), 'Shop');
    prod = new PurchaselyCustomerio(stack, 'Subscriptions', { stage: 'prod', config });
    new PurchaselyCustomerio(stack, 'Trial', { stage: 'staging', config });
    prod.deadLetterQueue.grantConsumeMessages(new AnyPrincipal());
    template = Template.fromStack(stack);
  });

  test('have outputs of their own, exported by the names of their stages', () => {
    const exported = exportsOf(template);

    expect(exported['SubscriptionsDeadLetterQueueUrl']).toBe('purchasely-customerio:prod:DeadLetterQueueUrl');
    expect(exported['TrialDeadLetterQueueUrl']).toBe('purchasely-customerio:staging:DeadLetterQueueUrl');
    expect(exported['SubscriptionsWebhookUrlCinema']).toBe('purchasely-customerio:prod:WebhookUrlCinema');
  });

  test('export everything but the mapping version, which has to change', () => {
    const inside = Object.entries(exportsOf(template)).filter(([, name]) => name === undefined);

    expect(inside.map(([key]) => key)).toEqual(['SubscriptionsMappingVersion', 'TrialMappingVersion']);
  });

  test('are told apart in the console', () => {
    const namesOf = (type: string, key: string) =>
      Object.values(template.findResources(type)).map(({ Properties }) => Properties[key]);

    expect(namesOf('AWS::ApiGatewayV2::Api', 'Name')).toEqual(['Shop-Subscriptions', 'Shop-Trial']);
    expect(namesOf('AWS::CloudWatch::Dashboard', 'DashboardName')).toEqual(['Shop-Subscriptions']);
    const alarms = namesOf('AWS::CloudWatch::Alarm', 'AlarmName');
    expect(new Set(alarms).size).toBe(alarms.length);
    expect(new Set(alarms.map((name) => name.replace(/^(Shop-[A-Z][a-z]+)-.*/, '$1')))).toEqual(
      new Set(['SubscriptionsName', 'TrialName'].map((key) => template.findOutputs(key)[key]?.['Value'])),
    );
  });

  test('can be granted on', () => {
    const [policy] = Object.values(template.findResources('AWS::SQS::QueuePolicy')).filter(
      ({ Properties }) => toText(Properties.Queues[0]) === 'SubscriptionsQueuesDeadLetters',
    );

    expect(JSON.stringify(policy)).toContain('sqs:ReceiveMessage');
  });

  test('say where webhooks go', () => {
    expect(stack.resolve(prod.webhookUrl('cinema'))).toEqual(
      template.toJSON()['Outputs'].SubscriptionsWebhookUrlCinema.Value,
    );
  });
});

test('a connector in a CDK stage is called like the stack that CDK makes of it', () => {
  const stack = new Stack(new Stage(newApp(), 'Prod'), 'Shop');
  new PurchaselyCustomerio(stack, 'Subscriptions', { stage: 'prod', config });

  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Dashboard', {
    DashboardName: 'Prod-Shop-Subscriptions',
  });
});

const ireland: Environment = { account: '123456789012', region: 'eu-west-1' };
const virginia: Environment = { account: '123456789012', region: 'us-east-1' };

test.each<{ what: string; first: Environment; second: Environment }>([
  { what: 'one environment', first: ireland, second: ireland },
  { what: 'environments that nobody has named', first: {}, second: {} },
])('a stage that is there twice in $what stops the synthesis', ({ first, second }) => {
  const app = newApp();
  new PurchaselyCustomerio(new Stack(app, 'A', { env: first }), 'Connector', { stage: 'prod', config });
  new PurchaselyCustomerio(new Stack(app, 'B', { env: second }), 'Connector', { stage: 'prod', config });

  expect(() => app.synth()).toThrow('B/Connector is the stage prod too');
});

test('a stage may be there once in each region', () => {
  const app = newApp();
  new PurchaselyCustomerio(new Stack(app, 'A', { env: ireland }), 'Connector', { stage: 'prod', config });
  new PurchaselyCustomerio(new Stack(app, 'B', { env: virginia }), 'Connector', { stage: 'prod', config });

  expect(app.synth().stacks).toHaveLength(2);
});

test.each<{ what: string; events: EventsConfig; warnings: number }>([
  {
    what: 'have names of their own',
    events: { ACTIVATE: { name: 'A' }, DEACTIVATE: { name: 'B' } },
    warnings: 0,
  },
  { what: 'become one', events: { ACTIVATE: { name: 'A' }, DEACTIVATE: { name: 'A' } }, warnings: 1 },
  {
    what: 'become one of another’s own name',
    events: { SUBSCRIPTION_STARTED: true, ACTIVATE: { name: 'SUBSCRIPTION_STARTED' } },
    warnings: 1,
  },
  {
    what: 'would, but one is off',
    events: { ACTIVATE: false, DEACTIVATE: { name: 'ACTIVATE' } },
    warnings: 0,
  },
  {
    what: 'become one on purpose',
    events: { ACTIVATE: { name: 'A' }, DEACTIVATE: { name: 'A' }, sharedNames: ['A'] },
    warnings: 0,
  },
])('the synthesis warns $warnings times of events that $what', ({ events, warnings }) => {
  const stack = new Stack(newApp(), 'Shop');
  const shared = configOf({ cinema: { ...connection, events } });
  new PurchaselyCustomerio(stack, 'Subscriptions', { stage: 'test', config: shared });

  const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('at Customer.io'));
  expect(found).toHaveLength(warnings);
});
