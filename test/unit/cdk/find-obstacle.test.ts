import { findObstacle } from '../../../tools/cdk/find-obstacle.ts';
import { type Answer, type LocalServer, sendAnswer, serve } from '../../../tools/track-api/http.ts';
import { refusal } from '../../support/cloudformation.ts';

const ACCOUNT = '123456789012';
const connections = { app: { environments: { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' } } } as const;
const config = {
  stages: {
    local: {},
    test: {},
    home: { account: ACCOUNT, region: 'eu-west-1' },
    abroad: { account: '210987654321', region: 'us-east-1' },
  },
  connections,
};

const CALLER: Answer = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
};
const ROLE: Answer = {
  ...CALLER,
  body: '<GetRoleResponse><GetRoleResult></GetRoleResult></GetRoleResponse>',
};

const before = { ...process.env };
let aws: LocalServer;
let answers: Record<string, Answer>;
let roles: (string | null)[];
beforeEach(async () => {
  answers = { GetCallerIdentity: CALLER, GetRole: ROLE };
  roles = [];
  aws = await serve(async (_, body, response) => {
    const asked = new URLSearchParams(body.toString());
    if (asked.has('RoleName')) roles.push(asked.get('RoleName'));
    sendAnswer(response, answers[asked.get('Action') ?? ''] ?? { status: 500 });
  });
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_')))
    delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.origin,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-central-1',
    // Nobody's own profile takes part.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});
afterEach(async () => {
  await aws.close();
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_')))
    delete process.env[name];
  Object.assign(process.env, before);
});

const find = (line: string) => findObstacle(line.split(' '), config, 'hnb659fds');

test.each([
  { line: 'deploy PurchaselyCustomerio-test', role: 'cdk-hnb659fds-deploy-role-123456789012-eu-central-1' },
  { line: 'diff PurchaselyCustomerio-home', role: 'cdk-hnb659fds-deploy-role-123456789012-eu-west-1' },
  {
    line: '--region eu-north-1 deploy PurchaselyCustomerio-test',
    role: 'cdk-hnb659fds-deploy-role-123456789012-eu-north-1',
  },
])('`cdk $line` begins where there is a bootstrap', async ({ line, role }) => {
  expect(await find(line)).toBeUndefined();
  expect(roles).toEqual([role]);
});

test.each(['list', 'synth --quiet', 'deploy --help'])('`cdk %s` asks AWS for nothing', async (line) => {
  answers = {};

  expect(await find(line)).toBeUndefined();
});

test.each<{
  what: string;
  line?: string;
  unset?: readonly string[];
  answer?: Record<string, Answer>;
  says: RegExp;
}>([
  { what: 'no region', unset: ['AWS_REGION'], says: /^Set a region: AWS_REGION/ },
  {
    what: 'no credentials',
    unset: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    says: /^There are no credentials\. Set AWS_PROFILE/,
  },
  {
    what: 'a session that is over',
    answer: { GetCallerIdentity: refusal('ExpiredToken', 'The security token has expired', 403) },
    says: /^The session has expired\. Sign in again\. \(The security token has expired\)$/,
  },
  {
    what: 'no bootstrap',
    answer: { GetRole: refusal('NoSuchEntity', 'no such role', 404) },
    says: /^The account 123456789012 is not bootstrapped in eu-central-1\. .* npm run cdk -- bootstrap aws:\/\/123456789012\/eu-central-1\. If the region is wrong, set AWS_REGION/,
  },
  {
    what: 'any of that for one of all stages',
    line: 'deploy --all',
    answer: { GetRole: refusal('NoSuchEntity', 'no such role', 404) },
    says: /^The account 123456789012 is not bootstrapped in eu-central-1/,
  },
])(
  '$what is told first, with what to do',
  async ({ line = 'deploy PurchaselyCustomerio-test', unset = [], answer = {}, says }) => {
    for (const name of unset) delete process.env[name];
    Object.assign(answers, answer);

    expect(await find(line)).toMatch(says);
  },
);

test.each([
  { what: 'what nobody may ask', line: 'deploy PurchaselyCustomerio-test', refused: 'AccessDenied' },
  {
    what: 'an account that trusts this one',
    line: 'deploy PurchaselyCustomerio-abroad',
    refused: 'NoSuchEntity',
  },
  { what: 'a bootstrap that is being made', line: 'bootstrap', refused: 'NoSuchEntity' },
  {
    what: 'one of a place that is named',
    line: 'bootstrap aws://123456789012/eu-west-1',
    refused: 'NoSuchEntity',
  },
])('$what stops nobody', async ({ line, refused }) => {
  answers['GetRole'] = refusal(refused, 'no', 403);

  expect(await find(line)).toBeUndefined();
});
