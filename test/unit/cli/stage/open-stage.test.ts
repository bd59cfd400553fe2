import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStage } from '../../../../tools/cli/stage/open-stage.ts';
import { publishStage } from '../../../../tools/cli/stage/stage-file.ts';
import { type LocalServer, sendAnswer, serve } from '../../../../tools/track-api/http.ts';
import connectorConfig from '../../../support/cinema.config.ts';
import { cloudFormation, type KnownStack } from '../../../support/cloudformation.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stage-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (name: string) => openStage(name, connectorConfig, directory, { region: 'eu-west-1' });

describe('the local stage', () => {
  const endpoints = {
    stage: 'local',
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

  test('may be another stage of the configuration, run on this machine', async () => {
    publishStage(directory, { ...endpoints, stage: 'prod' });

    const { name, isLocal, config } = await open('local');

    expect({ name, isLocal, stage: config.stage }).toEqual({ name: 'local', isLocal: true, stage: 'prod' });
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
      const form = new URLSearchParams(body.toString());
      const action =
        typeof target === 'string' ? (target.split('.').at(-1) ?? '') : (form.get('Action') ?? '');
      actions.push(action);
      const found = ANSWERS[action];
      if (found === undefined) return sendAnswer(response, cloudFormation([stack, older], form));
      const contentType = typeof found === 'string' ? 'text/xml' : 'application/x-amz-json-1.0';
      sendAnswer(response, { status: 200, body: found, headers: { 'content-type': contentType } });
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

  const stack: KnownStack = {
    name: 'PurchaselyCustomerio-prod',
    outputs: {
      EventsQueueUrl: `${QUEUE}/Events`,
      DeadLetterQueueUrl: `${QUEUE}/DeadLetters`,
      PeopleTable: 'People',
      Name: 'Prod-Shop',
    },
  };
  const older: KnownStack = {
    name: 'Shop',
    outputs: { EventsQueueUrl: `${QUEUE}/Events` },
    exported: { EventsQueueUrl: 'purchasely-customerio:staging:EventsQueueUrl' },
  };
  const alarm = (AlarmName: string, entry: string) => ({
    AlarmName,
    AlarmDescription: `Something is wrong: docs/runbook.md#${entry}`,
  });
  const ANSWERS: Readonly<Record<string, string | object>> = {
    GetCallerIdentity:
      '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/jane</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
    DescribeAlarms: {
      MetricAlarms: [
        alarm('Prod-Shop-events-delayed-cinema-production', 'events-delayed'),
        alarm('Prod-Shop-eu-events-delayed-cinema-production', 'events-delayed'),
      ],
    },
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

  test('tells its own alarms from those of a stage whose name begins with its own', async () => {
    const stage = await open('prod');

    expect(await stage.alarmsOn()).toEqual(['events-delayed-cinema-production']);
    stage.close();
  });

  test('tells how a command, and the AWS CLI, reaches it again, and how it is deployed', async () => {
    const usual = await open('prod');
    const inShop = await openStage('prod', connectorConfig, directory, {
      region: 'eu-west-1',
      stack: stack.name,
    });

    expect(usual).toMatchObject({
      options: '--stage prod --region eu-west-1',
      awsOptions: '--region eu-west-1',
      howToDeploy: 'Deploy this checkout: npm run cdk -- deploy PurchaselyCustomerio-prod.',
    });
    expect(inShop.options).toBe('--stage prod --region eu-west-1 --stack PurchaselyCustomerio-prod');
    for (const each of [usual, inShop]) each.close();
  });

  test('that an older version deployed is said to be incomplete, with what to do', async () => {
    await expect(open('staging')).rejects.toThrow(
      'The stack Shop has no output DeadLetterQueueUrl: an older version deployed it. Deploy the stack Shop with this configuration',
    );
  });
});

test('a stage that the configuration does not have is none', async () => {
  await expect(open('nowhere')).rejects.toThrow(
    'stages.nowhere: no such stage; there are local, staging, prod',
  );
});
