import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { World } from '../../../tools/local/template/intrinsics.ts';
import { readTemplate } from '../../../tools/local/template/read-template.ts';

const world: World = {
  region: 'eu-west-1',
  accountId: '000000000000',
  stackName: 'Stack',
  ref: (logicalId) => `ref-of-${logicalId}`,
  attribute: (logicalId, name) => `${name}-of-${logicalId}`,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'template-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function read(resources: object) {
  const path = join(folder, 'template.json');
  await writeFile(path, JSON.stringify({ Resources: resources }));
  return readTemplate(path, world);
}

const aFunction = (properties: object) => ({
  Type: 'AWS::Lambda::Function',
  Metadata: { 'aws:asset:path': 'asset.1' },
  Properties: { Timeout: 8, MemorySize: 512, ...properties },
});

test('resolves references in the environment of a function', async () => {
  const Variables = {
    QUEUE: { Ref: 'Queue' },
    ARN: { 'Fn::GetAtt': ['Queue', 'Arn'] },
    JOINED: { 'Fn::Join': ['/', [{ Ref: 'AWS::Region' }, { Ref: 'Queue' }]] },
  };

  const { functions } = await read({ Function: aFunction({ Environment: { Variables } }) });

  expect(functions).toEqual([
    {
      logicalId: 'Function',
      directory: join(folder, 'asset.1'),
      environment: { QUEUE: 'ref-of-Queue', ARN: 'Arn-of-Queue', JOINED: 'eu-west-1/ref-of-Queue' },
      timeoutSeconds: 8,
      memoryMb: 512,
    },
  ]);
});

test.each([
  {
    what: 'an intrinsic function it does not know',
    resource: aFunction({ Timeout: { 'Fn::FindInMap': ['Timeouts', 'a', 'b'] } }),
    message: 'Resource.Timeout: the local run does not know Fn::FindInMap',
  },
  {
    what: 'a setting it would have to guess',
    resource: aFunction({ MemorySize: undefined }),
    message: 'Resource.MemorySize is not in the template',
  },
  {
    what: 'a function whose code it cannot find',
    resource: { ...aFunction({}), Metadata: {} },
    message: 'Resource: the template does not say where its code is',
  },
  {
    what: 'an event source that does not report single failures',
    resource: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { BatchSize: 10 } },
    message: 'Resource: the local run supports only event sources with ReportBatchItemFailures',
  },
])('stops at $what', async ({ resource, message }) => {
  await expect(read({ Resource: resource })).rejects.toThrow(message);
});

test('names the types it leaves out, and resolves nothing in them', async () => {
  const { ignoredTypes } = await read({
    Role: { Type: 'AWS::IAM::Role', Properties: { Arn: { 'Fn::ImportValue': 'x' } } },
    Other: { Type: 'AWS::IAM::Role' },
    Queue: { Type: 'AWS::SQS::Queue' },
  });

  expect(ignoredTypes).toEqual(['AWS::IAM::Role']);
});

describe('of a template with several connectors and other things', () => {
  const connectorOf = (id: string, stage: string) => {
    const exported = (name: string, resource: string) => ({
      [`${id}${name}`]: {
        Value: { Ref: `${id}${resource}` },
        Export: { Name: `purchasely-customerio:${stage}:${name}` },
      },
    });
    return {
      Resources: {
        [`${id}Events`]: { Type: 'AWS::SQS::Queue' },
        [`${id}Dead`]: { Type: 'AWS::SQS::Queue' },
        [`${id}Receive`]: aFunction({}),
        [`${id}Deliver`]: aFunction({}),
        [`${id}Integration`]: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: { IntegrationUri: { 'Fn::GetAtt': [`${id}Receive`, 'Arn'] } },
        },
        [`${id}Route`]: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            RouteKey: `POST /${stage}`,
            Target: { 'Fn::Join': ['', ['integrations/', { Ref: `${id}Integration` }]] },
          },
        },
        [`${id}Source`]: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            FunctionName: { Ref: `${id}Deliver` },
            EventSourceArn: { 'Fn::GetAtt': [`${id}Events`, 'Arn'] },
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            BatchSize: 10,
          },
        },
      },
      Outputs: {
        ...exported('EventsQueueUrl', 'Events'),
        ...exported('DeadLetterQueueUrl', 'Dead'),
        ...exported('ReceiveFunction', 'Receive'),
        ...exported('DeliverFunction', 'Deliver'),
        [`${id}MappingVersion`]: { Value: `mapping of ${stage}` },
      },
    };
  };
  const unknown = { 'Fn::FindInMap': ['Timeouts', 'a', 'b'] };
  const ofSomebodyElse = {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: unknown } },
      Function: aFunction({ Timeout: unknown }),
      Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: unknown } },
      // Reads what the connector of `prod` leaves behind.
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: { Ref: 'Function' }, EventSourceArn: { Ref: 'ShopDead' } },
      },
    },
    Outputs: { Imported: { Value: unknown } },
  };
  const parts = [connectorOf('Shop', 'prod'), connectorOf('Trial', 'trial'), ofSomebodyElse];
  const template = {
    Resources: Object.assign({}, ...parts.map(({ Resources }) => Resources)),
    Outputs: Object.assign({}, ...parts.map(({ Outputs }) => Outputs)),
  };

  async function readStage(stage: string) {
    const path = join(folder, 'template.json');
    await writeFile(path, JSON.stringify(template));
    return readTemplate(path, world, stage);
  }

  test.each([
    { stage: 'prod', id: 'Shop' },
    { stage: 'trial', id: 'Trial' },
  ])('reads the stage $stage alone, and resolves nothing else', async ({ stage, id }) => {
    const { queues, functions, routes, eventSources, outputs } = await readStage(stage);

    expect(queues.map(({ logicalId }) => logicalId)).toEqual([`${id}Events`, `${id}Dead`]);
    expect(functions.map(({ logicalId }) => logicalId)).toEqual([`${id}Receive`, `${id}Deliver`]);
    expect(routes).toEqual([{ routeKey: `POST /${stage}`, functionId: `${id}Receive` }]);
    expect(eventSources.map(({ functionId }) => functionId)).toEqual([`${id}Deliver`]);
    expect(outputs).toMatchObject({
      EventsQueueUrl: `ref-of-${id}Events`,
      MappingVersion: `mapping of ${stage}`,
    });
  });

  test('names the stages there are, if there is none of that name', async () => {
    await expect(readStage('local')).rejects.toThrow('no stage local in the template; there are prod, trial');
  });
});
