import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { findStack } from '../../../../tools/cli/stage/find-stack.ts';
import { type Answer, type LocalServer, sendAnswer, serve } from '../../../../tools/track-api/http.ts';
import { ACCOUNT, cloudFormation, type KnownStack, refusal } from '../../../support/cloudformation.ts';

/** What a connector exports, beside others whose exports come first. */
const exportedBy = (stage: string, prefix: string): KnownStack['exported'] => ({
  [`${prefix}WebhookUrlCinema`]: `purchasely-customerio:${stage}:WebhookUrlCinema`,
  [`${prefix}EventsQueueUrl`]: `purchasely-customerio:${stage}:EventsQueueUrl`,
});
const outputsOf = (queue: string, prefix = '') => ({
  [`${prefix}WebhookUrlCinema`]: `https://${queue}.example`,
  [`${prefix}EventsQueueUrl`]: queue,
  [`${prefix}Name`]: `name of ${queue}`,
});

const own: KnownStack = {
  name: 'PurchaselyCustomerio-prod',
  outputs: outputsOf('own'),
  exported: exportedBy('prod', ''),
};
const old: KnownStack = { name: 'PurchaselyCustomerio-prod', outputs: outputsOf('old') };
const shop: KnownStack = {
  name: 'Prod-Shop',
  outputs: {
    ...outputsOf('trial', 'Trial'),
    ...outputsOf('subscriptions', 'Subscriptions'),
    EventsQueueUrl: 'own',
  },
  exported: { ...exportedBy('staging', 'Trial'), ...exportedBy('prod', 'Subscriptions') },
};
const stranger: KnownStack = { name: 'PurchaselyCustomerio-prod', outputs: { Bucket: 'bucket' } };

let stacks: readonly KnownStack[];
let denied: Readonly<Record<string, Answer>>;
let asked: string[];
let aws: LocalServer;
let client: CloudFormationClient;
beforeEach(async () => {
  denied = {};
  asked = [];
  aws = await serve(async (_, body, response) => {
    const request = new URLSearchParams(body.toString());
    const action = request.get('Action') ?? '';
    asked.push(action);
    sendAnswer(response, denied[action] ?? cloudFormation(stacks, request));
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new CloudFormationClient({ endpoint: aws.origin, region: 'eu-west-1', credentials });
});
afterEach(async () => {
  client.destroy();
  await aws.close();
});

const find = (named?: string, account?: string) =>
  findStack(
    client,
    { stage: 'prod', stackName: 'PurchaselyCustomerio-prod', ...(account !== undefined && { account }) },
    named,
  );

test.each<{ what: string; there: readonly KnownStack[]; named?: string; queue: string; calls: number }>([
  { what: 'the stack of this repository’s app, in one call', there: [shop, own], queue: 'own', calls: 1 },
  { what: 'the same of a version that exports nothing', there: [old], queue: 'old', calls: 1 },
  { what: 'the stack that exports it, on any page', there: [shop], queue: 'subscriptions', calls: 6 },
  {
    what: 'that also beside a stranger of the usual name',
    there: [stranger, shop],
    queue: 'subscriptions',
    calls: 6,
  },
  { what: 'the one that is named', there: [own, shop], named: 'Prod-Shop', queue: 'subscriptions', calls: 1 },
])('a stage is found in $what', async ({ there, named, queue, calls }) => {
  stacks = there;

  const stack = await find(named);

  expect(stack.output('EventsQueueUrl')).toBe(queue);
  expect(stack.output('Name')).toBe(`name of ${queue}`);
  expect(stack.output('MappingVersion')).toBeUndefined();
  expect(asked).toHaveLength(calls);
});

test.each<{ what: string; there: readonly KnownStack[]; named?: string; says: RegExp }>([
  {
    what: 'nowhere',
    there: [],
    says: /^The stage prod is not in eu-west-1: no stack PurchaselyCustomerio-prod has it, and none exports purchasely-customerio:prod:EventsQueueUrl\. .*AWS_PROFILE.*--stack.* npm run cdk -- deploy PurchaselyCustomerio-prod, or your own app/,
  },
  {
    what: 'not in a stack that is named and does not exist',
    there: [own],
    named: 'Shop',
    says: /^No stack Shop in eu-west-1 has the stage prod\. Check the account and the region/,
  },
  {
    what: 'not in a stack that is named and holds another stage',
    there: [{ ...own, name: 'Staging', exported: exportedBy('staging', '') }],
    named: 'Staging',
    says: /^No stack Staging in eu-west-1 has the stage prod\./,
  },
])('a stage that is $what is said to be missing, with what to do', async ({ there, named, says }) => {
  stacks = there;

  await expect(find(named)).rejects.toThrow(says);
});

test.each([
  {
    action: 'DescribeStacks',
    says: /^The stack PurchaselyCustomerio-prod cannot be read: not allowed\. .*cloudformation:DescribeStacks: SECURITY\.md/,
  },
  {
    action: 'ListExports',
    says: /^There is no stack PurchaselyCustomerio-prod, and .*cloudformation:ListExports: SECURITY\.md.* --stack NAME/,
  },
])('who may not do $action is told so', async ({ action, says }) => {
  stacks = [shop];
  denied = { [action]: refusal('AccessDenied', 'not allowed', 403) };

  await expect(find()).rejects.toThrow(says);
});

test('credentials of another account than the one that is configured are refused', async () => {
  stacks = [own];

  await expect(find(undefined, ACCOUNT)).resolves.toMatchObject({ name: own.name });
  await expect(find(undefined, '210987654321')).rejects.toThrow(
    /^stages\.prod\.account is 210987654321, and these credentials are of 123456789012\. /,
  );
});
