import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { synthesizeStage } from '../../infra/synthesize.ts';
import { defineConfig } from '../../shared/config/define-config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { signedHeaders } from '../../tools/cli/stage/post-webhook.ts';
import { SETTINGS } from '../../tools/docs/every-setting.ts';
import { createLambdaFunction, type LambdaFunction } from '../../tools/local/lambda/lambda-function.ts';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';
import { SELF_SIGNED } from '../support/self-signed.ts';

// The checks have tests of their own, and starting the validator takes a second and a half.
process.env['CDK_VALIDATION'] = 'false';

const ELSEWHERE = 'arn:aws:secretsmanager:eu-west-1:210987654321:secret';
/** A stage with every setting, whose secrets are of another account. */
const config = defineConfig({
  stages: { local: Object.assign({}, ...Object.values(SETTINGS)) },
  connections: {
    cinema: {
      purchasely: { secretName: `${ELSEWHERE}:purchasely-AbC123` },
      environments: {
        PRODUCTION: { region: 'eu', secretName: { local: `${ELSEWHERE}:customerio` } },
        SANDBOX: { region: 'eu' },
      },
      userProperties: { plan: true },
    },
  },
});

const SECRETS = 'secrets.internal.example';
/** Not `sqs.…`: of such a host the stand-in takes the next label for the region. */
const SQS = 'queues.internal.example';
const CUSTOMERIO = 'track-eu.customer.io';
/** The functions take another DynamoDB than that of AWS on this machine only. */
const DYNAMODB = 'localhost';

let assembly: string;
let template: string;
beforeAll(async () => {
  assembly = mkdtempSync(join(tmpdir(), 'every-setting-'));
  template = await synthesizeStage('local', { outdir: assembly, config });
});
afterAll(() => rmSync(assembly, { recursive: true }));

let stack: RunningStack;
let proxy: ConnectProxy;
let directory: string;
let started: LambdaFunction[];
beforeEach(async () => {
  stack = await startStack({}, { template, config: resolveConfig(config, 'local') });
  directory = mkdtempSync(join(tmpdir(), 'proxy-'));
  writeFileSync(join(directory, 'certificate.pem'), SELF_SIGNED.cert);
  const portOf = (url: string) => Number(new URL(url).port);
  proxy = await startConnectProxy({
    [SECRETS]: portOf(stack.secrets.endpoint),
    [SQS]: portOf(stack.eventsQueueUrl),
    [CUSTOMERIO]: portOf(stack.track.origin),
    [DYNAMODB]: portOf(stack.dynamodbEndpoint),
  });
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((each) => each.stop()));
  await Promise.all([stack.stop(), proxy.close()]);
  rmSync(directory, { recursive: true });
});

/** A function of the template, for which everything is nowhere but behind the proxy. */
function functionBehindProxy(name: 'receive' | 'deliver', NO_PROXY: string): LambdaFunction {
  const resource = stack.template.functions.find(
    ({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === name,
  );
  if (resource === undefined) throw new Error(`no ${name} in the template`);
  const at = (url: string) => `https://${SQS}${new URL(url).pathname}`;
  const environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `https://${SECRETS}`,
    AWS_ENDPOINT_URL_DYNAMODB: `https://${DYNAMODB}`,
    EVENTS_QUEUE_URL: at(stack.eventsQueueUrl),
    DEAD_LETTER_QUEUE_URL: at(stack.deadLetterQueueUrl),
    NODE_EXTRA_CA_CERTS: join(directory, 'certificate.pem'),
    HTTPS_PROXY: proxy.url,
    NO_PROXY,
  };
  const created = createLambdaFunction(resource, { environment, maxEnvironments: 1, onLine: () => {} });
  started.push(created);
  return created;
}

function receive(NO_PROXY = '') {
  const body = JSON.stringify(sample('trial-started'));
  return functionBehindProxy('receive', NO_PROXY).invoke({
    headers: signedHeaders(Buffer.from(body), stack.sharedSecrets['cinema'] ?? '', Date.now()),
    body,
    isBase64Encoded: false,
    pathParameters: { connection: 'cinema' },
    requestContext: { requestId: 'request-1', http: { sourceIp: '192.0.2.1' } },
  });
}

const hostsAsked = () => new Set(proxy.asked.map((each) => each.replace(':443', '')));

test('a webhook is accepted and delivered on a stage with every setting', async () => {
  await stack.accept(sample('trial-started'));

  expect(await stack.drain()).toBe(1);
  expect(stack.production.people()).toHaveLength(1);
});

test('receive reaches Secrets Manager and SQS through the proxy of its network', async () => {
  expect(await receive()).toEqual({ kind: 'result', result: { statusCode: 200 } });

  expect(hostsAsked()).toEqual(new Set([SECRETS, SQS]));
  expect(stack.messages('events')).toHaveLength(1);
});

test('what NO_PROXY names is not asked for there', async () => {
  expect(await receive('.internal.example')).toMatchObject({ result: { statusCode: 503 } }); // nothing of that name is there

  expect(proxy.asked).toEqual([]);
});

test('deliver reaches the table, Secrets Manager and Customer.io through it', async () => {
  await receive();
  const { Messages = [] } = await stack.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: stack.eventsQueueUrl,
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  const Records = Messages.map(({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {} }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [
        name,
        { stringValue: StringValue },
      ]),
    ),
  }));

  const delivered = await functionBehindProxy('deliver', '').invoke({ Records });

  expect(Records).toHaveLength(1);
  expect(delivered).toEqual({ kind: 'result', result: { batchItemFailures: [] } });
  expect(hostsAsked()).toEqual(new Set([SECRETS, SQS, DYNAMODB, CUSTOMERIO]));
  expect(stack.production.people()).toHaveLength(1);
});
