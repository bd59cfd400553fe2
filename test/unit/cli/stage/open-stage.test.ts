import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import connectorConfig from '../../../../connector.config.ts';
import { openStage } from '../../../../tools/cli/stage/open-stage.ts';
import { publishStage } from '../../../../tools/cli/stage/stage-file.ts';
import { type LocalServer, sendAnswer, serve } from '../../../../tools/track-api/http.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stage-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (name: string) => openStage(name, connectorConfig, directory, { region: 'eu-west-1' });

describe('the local stage', () => {
  const endpoints = {
    sqsEndpoint: 'http://127.0.0.1:1',
    secretsEndpoint: 'http://127.0.0.1:2',
    dynamodbEndpoint: 'http://127.0.0.1:5',
    eventsQueueUrl: 'http://127.0.0.1:1/0/Events',
    deadLetterQueueUrl: 'http://127.0.0.1:1/0/DeadLetters',
    peopleTable: 'People',
    trackOrigin: 'http://127.0.0.1:3',
    webhookOrigin: 'http://127.0.0.1:4',
    mappingVersion: 'abc',
  };
  const file = () => join(directory, 'stage.json');

  test('is where its file says, which nobody else may read', async () => {
    publishStage(directory, endpoints);

    const { eventsQueueUrl, deadLetterQueueUrl, isLocal } = await open('local');

    expect({ eventsQueueUrl, deadLetterQueueUrl, isLocal }).toEqual({
      eventsQueueUrl: endpoints.eventsQueueUrl,
      deadLetterQueueUrl: endpoints.deadLetterQueueUrl,
      isLocal: true,
    });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test('is gone once it is withdrawn', async () => {
    publishStage(directory, endpoints)();

    await expect(open('local')).rejects.toThrow(
      'No local stage is running. Start one in another terminal: npm start',
    );
  });

  test('withdraws only what it has published itself', () => {
    const withdraw = publishStage(directory, endpoints);
    const other = JSON.stringify({ ...endpoints, pid: process.pid + 1 });
    writeFileSync(file(), other);

    withdraw();

    expect(readFileSync(file(), 'utf8')).toBe(other);
  });

  test.each([
    { what: 'of a process that was killed', text: JSON.stringify({ ...endpoints, pid: 2 ** 22 + 1 }) },
    { what: 'that nobody can read', text: '{' },
  ])('is not taken from a file $what', async ({ text }) => {
    writeFileSync(file(), text);

    await expect(open('local')).rejects.toThrow('No local stage is running');
  });
});

describe('a deployed stage', () => {
  const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012';
  const before = { ...process.env };
  let aws: LocalServer;
  let actions: string[];
  beforeEach(async () => {
    actions = [];
    aws = await serve(async (request, body, response) => {
      const target = request.headers['x-amz-target'];
      const action =
        typeof target === 'string'
          ? (target.split('.').at(-1) ?? '')
          : (new URLSearchParams(body.toString()).get('Action') ?? '');
      actions.push(action);
      const found = ANSWERS[action] ?? '';
      const stack = body.toString().includes('PurchaselyCustomerio-staging')
        ? { status: 400, body: NO_STACK }
        : {};
      const isJson = typeof found !== 'string';
      sendAnswer(response, {
        status: 200,
        body: found,
        headers: { 'content-type': isJson ? 'application/x-amz-json-1.0' : 'text/xml' },
        ...stack,
      });
    });
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: aws.origin,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  });
  afterEach(async () => {
    await aws.close();
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  const output = (key: string, value: string) =>
    `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`;
  const NO_STACK =
    '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id PurchaselyCustomerio-staging does not exist</Message></Error></ErrorResponse>';
  const ANSWERS: Readonly<Record<string, string | object>> = {
    DescribeStacks: `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>s</StackName><Outputs>${
      output('EventsQueueUrl', `${QUEUE}/Events`) +
      output('DeadLetterQueueUrl', `${QUEUE}/DeadLetters`) +
      output('PeopleTable', 'People')
    }</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    GetCallerIdentity:
      '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/jane</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
    GetMetricStatistics: {
      Datapoints: [
        { Timestamp: 1772439400, Maximum: 90 },
        { Timestamp: 1772439340, Maximum: 30 },
      ],
    },
  };

  test('is where the outputs of its stack say', async () => {
    const stage = await open('prod');

    expect(stage).toMatchObject({
      name: 'prod',
      isLocal: false,
      eventsQueueUrl: `${QUEUE}/Events`,
      deadLetterQueueUrl: `${QUEUE}/DeadLetters`,
    });
    stage.close();
  });

  test('tells who is at work, and the newest age of the oldest message', async () => {
    const stage = await open('prod');

    expect(await stage.whoAmI()).toBe('arn:aws:iam::123456789012:user/jane');
    expect(await stage.oldestAgeSeconds(stage.deadLetterQueueUrl, 1)).toBe(90);
    expect(actions).toEqual(['DescribeStacks', 'GetCallerIdentity', 'GetMetricStatistics']);
    stage.close();
  });

  test('that is not deployed is said to be missing, with what to check', async () => {
    await expect(open('staging')).rejects.toThrow(
      /PurchaselyCustomerio-staging cannot be read: .*does not exist.*AWS_PROFILE and AWS_REGION/,
    );
  });
});

test('a stage that the configuration does not have is none', async () => {
  await expect(open('nowhere')).rejects.toThrow(
    'stages.nowhere: no such stage; there are local, staging, prod',
  );
});
