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
    message: 'Resource: the local run knows only event sources with ReportBatchItemFailures',
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
