import { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { createConnectorApp } from '../../infra/synthesize.ts';
import { SETTINGS } from '../../tools/docs/every-setting.ts';
import { configOf, connection } from './config-of.ts';
import { synthesized } from './synthesized.ts';

const { permissionsBoundary } = SETTINGS.permissionsBoundary;

describe('a stage with names, tags and a permissions boundary of the company', () => {
  let template: Template;
  beforeAll(async () => {
    template = await synthesized(
      configOf(
        { cinema: connection },
        { namePrefix: 'acme', tags: { team: 'growth' }, permissionsBoundary, dashboard: true },
      ),
    );
  });

  test.each([
    { type: 'AWS::SQS::Queue', property: 'QueueName', names: ['acme-dead-letters', 'acme-events'] },
    { type: 'AWS::DynamoDB::Table', property: 'TableName', names: ['acme-people'] },
    {
      type: 'AWS::Lambda::Function',
      property: 'FunctionName',
      names: ['acme-dead-letter-widget', 'acme-deliver', 'acme-receive'],
    },
    {
      type: 'AWS::Logs::LogGroup',
      property: 'LogGroupName',
      names: [
        '/aws/lambda/acme-dead-letter-widget',
        '/aws/lambda/acme-deliver',
        '/aws/lambda/acme-receive',
        '/aws/vendedlogs/apigateway/acme',
        'acme-audit',
      ],
    },
    { type: 'AWS::ApiGatewayV2::Api', property: 'Name', names: ['acme'] },
    { type: 'AWS::CloudWatch::Dashboard', property: 'DashboardName', names: ['acme'] },
  ])('each $type is called by the prefix', ({ type, property, names }) => {
    const found = Object.values(template.findResources(type)).map(({ Properties }) => Properties[property]);

    expect(found.sort()).toEqual(names);
  });

  test('alarms and saved queries begin with it, and the commands are told so', () => {
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmName: Match.stringLikeRegexp('^acme-'),
    });
    template.allResourcesProperties('AWS::Logs::QueryDefinition', { Name: Match.stringLikeRegexp('^acme/') });
    expect(template.findOutputs('Name')['Name']?.['Value']).toBe('acme');
  });

  test.each([
    'AWS::CloudWatch::Alarm',
    'AWS::DynamoDB::Table',
    'AWS::IAM::Role',
    'AWS::Lambda::Function',
    'AWS::Logs::LogGroup',
    'AWS::SQS::Queue',
    'AWS::SecretsManager::Secret',
  ])('each %s has the tags', (type) => {
    template.allResourcesProperties(type, { Tags: [{ Key: 'team', Value: 'growth' }] });
  });

  test('so have the API and its stage, whose tags are an object', () => {
    for (const type of ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage']) {
      template.allResourcesProperties(type, { Tags: { team: 'growth' } });
    }
  });

  test('each role is bounded', () => {
    template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: permissionsBoundary });
  });
});

test.each([
  { settings: {}, stack: { stackName: 'PurchaselyCustomerio-test', terminationProtection: false } },
  {
    settings: { stackName: 'acme-subscriptions', terminationProtection: true },
    stack: { stackName: 'acme-subscriptions', terminationProtection: true },
  },
])('the stack of a stage with $settings is $stack, and cdk knows it by the stage', ({ settings, stack }) => {
  const config = configOf({ cinema: connection }, settings);

  const app = createConnectorApp(config, { context: { 'aws:cdk:bundling-stacks': [] } });

  expect(app.node.children.filter(Stack.isStack)).toMatchObject([
    { ...stack, node: { id: 'PurchaselyCustomerio-test' } },
  ]);
});
