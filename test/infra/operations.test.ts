import { Match, type Template } from 'aws-cdk-lib/assertions';
import { SETTINGS } from '../../tools/docs/every-setting.ts';
import { configOf, connection } from './config-of.ts';
import { synthesized } from './synthesized.ts';

const ofStage = (name: string, properties: object) => ({
  Environment: { Variables: { POWERTOOLS_SERVICE_NAME: name } },
  ...properties,
});

describe('a stage that may be deleted with all that is in it', () => {
  let template: Template;
  beforeAll(async () => {
    template = await synthesized(configOf({ cinema: connection }, SETTINGS.removal));
  });

  test.each([
    'AWS::SQS::Queue',
    'AWS::DynamoDB::Table',
    'AWS::SecretsManager::Secret',
    'AWS::Logs::LogGroup',
  ])('leaves no %s', (type) => {
    template.allResources(type, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  test('has a table that AWS does not protect', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
  });
});

test('receive has executions for itself, deliver those that its queue may use', async () => {
  const template = await synthesized(configOf({ cinema: connection }, SETTINGS.receiveConcurrency));

  template.hasResourceProperties(
    'AWS::Lambda::Function',
    ofStage('receive', { ReservedConcurrentExecutions: 100 }),
  );
  template.hasResourceProperties(
    'AWS::Lambda::Function',
    ofStage('deliver', { ReservedConcurrentExecutions: Match.absent() }),
  );
});

test('the access log alone is of the class for infrequent access: metrics come out of the others', async () => {
  const template = await synthesized(configOf({ cinema: connection }, SETTINGS.accessLogClass));

  const classes = Object.values(template.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => [
    Properties.LogGroupName,
    Properties.LogGroupClass,
  ]);
  expect(classes.filter(([, given]) => given !== undefined)).toEqual([
    ['/aws/vendedlogs/apigateway/PurchaselyCustomerio-test', 'INFREQUENT_ACCESS'],
  ]);
});

test('a stage that says what it would have anyway has the template of one that says nothing', async () => {
  const said = await synthesized(
    configOf(
      { cinema: connection },
      {
        stackName: 'PurchaselyCustomerio-test',
        tags: {},
        terminationProtection: false,
        accessLogClass: 'STANDARD',
        removal: 'retain',
      },
    ),
  );

  expect(said.toJSON()).toEqual((await synthesized()).toJSON());
});
