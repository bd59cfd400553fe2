import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import { parse } from 'yaml';
import { createConnectorApp } from '../../infra/synthesize.ts';
import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import connectorConfig from '../support/cinema.config.ts';
import { configWith } from '../support/config-with.ts';
import { type DeployedStage, deployStage } from '../support/deployed-stage.ts';
import { type GuardedAws, guardAws } from '../support/guarded-aws.ts';
import { allows, type IamPolicy } from '../support/iam-policy.ts';
import { createWorkflowLinter, type LintWorkflow } from '../support/lint-workflow.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { type RunningStack, startStack } from '../support/running-stack.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'infra/recipes/pipeline');

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: { readonly include: readonly Readonly<Record<string, string>>[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));
const yamlOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const workflows: Readonly<Record<string, Workflow>> = Object.fromEntries(
  FILES.map((file) => [file, parse(yamlOf(file))]),
);
const jobs = FILES.flatMap((file) =>
  Object.entries(workflows[file]?.jobs ?? {}).map(([name, job]) => ({ file, name, job })),
);

describe('the workflows', () => {
  let lint: LintWorkflow;
  beforeAll(async () => {
    lint = await createWorkflowLinter();
  });

  test.each(FILES)('%s is one that GitHub takes', async (file) => {
    expect(await lint(file, yamlOf(file))).toEqual([]);
  });

  test.each([
    ['an unknown key', 'timeout-minutes', 'time-out'],
    ['an unknown context', 'github.event', 'githup.event'],
  ])('%s would be found', async (_, right, wrong) => {
    expect(await lint(`${wrong}.yml`, yamlOf('pull-request.yml').replace(right, wrong))).not.toEqual([]);
  });

  test('no job may do more than it has to', () => {
    const permissions = jobs.map(({ file, name, job }) => [
      `${file} ${name}`,
      { ...(job.permissions ?? workflows[file]?.permissions) },
    ]);

    const reads = { contents: 'read' };
    const signsIn = { contents: 'read', 'id-token': 'write' };
    expect(Object.fromEntries(permissions)).toEqual({
      'pull-request.yml test': reads,
      'pull-request.yml changes': signsIn,
      'pull-request.yml comment': { 'pull-requests': 'write' },
      'deploy.yml test': reads,
      'deploy.yml staging': signsIn,
      'deploy.yml prod': signsIn,
      'doctor.yml doctor': signsIn,
    });
  });

  test('every action is pinned to a major', () => {
    const used = jobs.flatMap(({ job }) => job.steps.flatMap(({ uses }) => uses ?? []));

    expect([...new Set(used)].sort()).toEqual([
      'actions/checkout@v6',
      'actions/download-artifact@v7',
      'actions/setup-node@v6',
      'actions/upload-artifact@v6',
      'aws-actions/configure-aws-credentials@v6',
    ]);
  });

  test('what somebody writes into a pull request never becomes a command', () => {
    const commands = jobs.flatMap(({ job }) => job.steps.flatMap(({ run }) => run ?? []));

    expect(commands.filter((command) => command.includes('${{'))).toEqual([]);
  });

  test('two runs of one workflow never meet', () => {
    expect(FILES.filter((file) => workflows[file]?.concurrency === undefined)).toEqual([]);
  });
});

/** The roles that jobs become: the subject that each trusts, and its policies. */
let roles: Readonly<Record<string, { readonly subject: string; readonly policies: readonly IamPolicy[] }>>;
beforeAll(() => {
  const outdir = mkdtempSync(join(tmpdir(), 'roles-'));
  execFileSync(process.execPath, ['--import', 'tsx', join(FOLDER, 'roles-app.ts')], {
    cwd: ROOT,
    env: {
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ repository: 'acme/connector', stages: 'staging,prod' }),
    },
  });
  const template = readFileSync(join(outdir, 'PurchaselyCustomerioPipeline.template.json'), 'utf8');
  rmSync(outdir, { recursive: true });
  roles = rolesIn(Template.fromJSON(JSON.parse(template)));
});

function rolesIn(template: Template): typeof roles {
  return Object.fromEntries(
    Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => [
      Properties.RoleName,
      {
        subject:
          Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals[
            'token.actions.githubusercontent.com:sub'
          ],
        policies: Properties.Policies.map(
          ({ PolicyDocument }: { PolicyDocument: { Statement: Record<string, unknown>[] } }) => ({
            Statement: PolicyDocument.Statement.map((each) => ({
              ...each,
              // A template says one thing alone, and not as a list.
              Action: [each['Action']].flat(),
              Resource: [each['Resource']].flat(),
            })),
          }),
        ),
      },
    ]),
  );
}

/** What GitHub signs that a job runs for: https://docs.github.com/en/actions/reference/security/oidc */
function subjectOf(file: string, { environment }: Job): string {
  const claim = environment === undefined ? undefined : `environment:${environment}`;
  const event = 'pull_request' in (workflows[file]?.on ?? {}) ? 'pull_request' : 'ref:refs/heads/main';
  return `repo:acme/connector:${claim ?? event}`;
}

const roleOf = ({ with: inputs }: Step) => String(inputs?.['role-to-assume']).split(':role/')[1] ?? '';

test.each(jobs.filter(({ job }) => job.steps.some((step) => step.with?.['role-to-assume'])))(
  'the job $name of $file becomes roles that believe it',
  ({ file, job }) => {
    const wanted = job.steps.filter((step) => step.with?.['role-to-assume']).map(roleOf);

    expect(wanted.map((role) => roles[role]?.subject)).toEqual(wanted.map(() => subjectOf(file, job)));
  },
);

/** What the pull request does to the mapping. */
const RENAMED = configWith({ events: { TRIAL_STARTED: { name: 'Trial started' } } });
/** What is on main: nothing of a test may reach Customer.io. */
const QUIET = configWith({
  purchasely: { secretName: 'purchasely-customerio/all/cinema/purchasely' },
  environments: { PRODUCTION: 'drop', SANDBOX: 'drop' },
});

describe('the shell of the steps', () => {
  let repository: Repository;
  let stack: RunningStack;
  let deployed: DeployedStage;
  let aws: GuardedAws;

  const pathOf = (name: string) => join(repository.root, name);
  const read = (name: string) => readFileSync(pathOf(name), 'utf8');
  const publish = (config: ConnectorConfig) => {
    repository.write('connector.config.ts', `export default ${JSON.stringify(config)};\n`);
    repository.commit();
  };

  beforeAll(async () => {
    repository = createRepository();
    for (const name of COPIED) cpSync(join(ROOT, name), pathOf(name), { recursive: true });
    putStandIns(repository.root);

    process.env['CDK_VALIDATION'] = 'false'; // `npm run synth` is a check of its own
    const context = { 'aws:cdk:bundling-stacks': [] };
    createConnectorApp(connectorConfig, { outdir: pathOf('cdk.out'), context }).synth();

    stack = await startStack();
    deployed = await deployStage(stack);
    const origins = {
      sqs: new URL(stack.eventsQueueUrl).origin,
      secretsmanager: stack.secrets.endpoint,
      dynamodb: process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
      others: process.env['AWS_ENDPOINT_URL'] ?? '',
    };
    aws = await guardAws(origins);
    Object.assign(deployed.outputs, {
      EventsQueueUrl: stack.eventsQueueUrl.replace(origins.sqs, aws.origin),
      DeadLetterQueueUrl: stack.deadLetterQueueUrl.replace(origins.sqs, aws.origin),
      WebhookUrlCinema: `${stack.url}/webhooks/cinema`,
      MappingVersion: resolveConfig(QUIET, 'prod').mappingVersion,
    });
    const { Resources, ...template } = JSON.parse(read('cdk.out/PurchaselyCustomerio-prod.template.json'));
    const older = Object.entries(Resources).filter(([id]) => !id.startsWith('Audit'));
    deployed.template = JSON.stringify({ ...template, Resources: Object.fromEntries(older) });
    const secret = JSON.stringify({ sharedSecret: stack.sharedSecrets['cinema'] });
    stack.secrets.put('purchasely-customerio/all/cinema/purchasely', secret);
  });
  beforeEach(() => {
    writeFileSync(pathOf('called'), '');
    aws.allowed.clear();
  });
  afterAll(async () => {
    await deployed.remove();
    await aws.close();
    await stack.stop();
    repository.remove();
  });

  /** What npm was asked for that only the path's own npm does. */
  const called = () => [...new Set(read('called').trim().split('\n'))];

  /**
   * Runs a job as a runner of GitHub does: each step in `bash -e`, with the credentials of the role that it has become. Of a
   * matrix, the first.
   */
  async function runJob(file: string, name: string): Promise<void> {
    const { steps = [], strategy } = workflows[file]?.jobs[name] ?? {};
    aws.policies = [];
    for (const step of steps) {
      if (step.with?.['role-to-assume'] !== undefined) aws.policies = roles[roleOf(step)]?.policies ?? [];
      if (step.run !== undefined) await runStep(step.run, strategy?.matrix.include[0]);
    }
  }

  async function runStep(run: string, { stage }: Readonly<Record<string, string>> = {}): Promise<void> {
    const credentials = {
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: aws.origin,
    };
    const step = spawn('bash', ['-e', '-c', run], {
      cwd: repository.root,
      env: {
        PATH: `${pathOf('bin')}:${process.env['PATH']}`,
        HOME: repository.root,
        CI: 'true',
        GITHUB_BASE_REF: 'main',
        GITHUB_REPOSITORY: 'acme/connector',
        PULL_REQUEST: '7',
        ...(stage !== undefined && { STAGE: stage }),
        ...(aws.policies.length > 0 && credentials),
      },
    });
    const [out, err, [code]] = await Promise.all([text(step.stdout), text(step.stderr), once(step, 'close')]);
    expect({ run, code, said: code === 0 ? '' : out + err }).toEqual({ run, code: 0, said: '' });
  }

  test('a pull request is tested, and gets one comment with what it changes, which the next push writes anew', async () => {
    publish(connectorConfig);
    repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    publish(RENAMED);

    await runJob('pull-request.yml', 'test');
    await runJob('pull-request.yml', 'changes');
    await runJob('pull-request.yml', 'comment');
    const first = JSON.parse(read('comments.json'));
    writeFileSync(pathOf('comment.md'), read('comment.md').replace('Trial started', 'Trial begun'));
    await runJob('pull-request.yml', 'comment');
    const second = JSON.parse(read('comments.json'));

    expect(called()).toEqual(['npm ci', 'npm run lint', 'npm run typecheck', 'npm run synth', 'npm test']);
    expect([first.length, first[0].body]).toEqual([
      2,
      expect.stringMatching(
        new RegExp(
          [
            '^<!-- purchasely-customerio -->\n\n## Changes at Customer.io\n\n.*Trial started.*',
            '## Changes of the stack of staging\n\n```\nStack PurchaselyCustomerio-staging .*',
            '## Changes of the stack of prod\n\n```\nStack PurchaselyCustomerio-prod .*AWS::Logs::LogGroup.*',
          ].join(''),
          's',
        ),
      ),
    ]);
    expect([second.length, second[0].body]).toEqual([
      2,
      first[0].body.replace('Trial started', 'Trial begun'),
    ]);
    // The review asks for no more than it may, and may no more than it asks for.
    expect([...aws.allowed].sort()).toEqual(actionsOf('review'));
  });

  test('main is deployed to staging, tried there with a webhook, and deployed to prod', async () => {
    publish(QUIET);

    for (const job of ['test', 'staging', 'prod']) await runJob('deploy.yml', job);

    expect(called()).toEqual([
      'npm ci',
      'npm run synth',
      'npm test',
      'npm run cdk -- deploy PurchaselyCustomerio-staging --require-approval never',
      'npm run cdk -- deploy PurchaselyCustomerio-prod --require-approval never',
    ]);
    expect(stack.messages('events')).toHaveLength(1);
    expect([...aws.allowed].sort()).toEqual(actionsOf('doctor'));
  });

  test('whoever deploys may lend themselves the roles that deploy and publish, and no other', () => {
    const folder = pathOf('cdk.out');
    const written = readdirSync(folder).filter((name) => /^manifest\.json$|\.assets\.json$/.test(name));
    const named = written.flatMap((name) => [
      ...read(`cdk.out/${name}`).matchAll(/"(\w*[rR]oleArn|arn)": "arn:[^:]+::[^"]*:role\/([\w-]+-role)-/g),
    ]);
    const policy = policyIn('deploy');
    const mayBe = (role: string) =>
      allows(policy, 'sts:AssumeRole', `arn:aws:iam::123456789012:role/${role}-123456789012-eu-west-1`);

    expect(
      Object.fromEntries(named.map(([, key = '', role = '']) => [`${key} ${role}`, mayBe(role)])),
    ).toEqual({
      'assumeRoleArn cdk-hnb659fds-deploy-role': true,
      'assumeRoleArn cdk-hnb659fds-file-publishing-role': true,
      'arn cdk-hnb659fds-lookup-role': false,
      'cloudFormationExecutionRoleArn cdk-hnb659fds-cfn-exec-role': false,
    });
  });

  test('every morning the doctor looks at a stage', async () => {
    publish(QUIET);

    await runJob('doctor.yml', 'doctor');

    expect([...aws.allowed]).toContain('sqs:GetQueueAttributes');
    expect(actionsOf('doctor')).toEqual(expect.arrayContaining([...aws.allowed]));
  });
});

/** What a checkout has that the steps work on. */
const COPIED = ['infra', 'functions', 'shared', 'tools', 'docs/policies', 'package.json', 'cdk.json'];

const policyIn = (name: string): IamPolicy =>
  JSON.parse(readFileSync(join(ROOT, `docs/policies/${name}.json`), 'utf8'));

const actionsOf = (name: string) =>
  policyIn(name)
    .Statement.flatMap(({ Action }) => Action)
    .sort();

/**
 * Programs that come first in the path: npm without what has a check of its own or deploys, and gh on a pull request that has a
 * comment of somebody else.
 */
function putStandIns(root: string): void {
  const npm = execFileSync('bash', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
  const programs = {
    npm: `#!/bin/sh
      case "$*" in
        ci | test | 'run lint' | 'run typecheck' | 'run synth' | 'run cdk -- deploy '*) echo "npm $*" >> called ;;
        *) exec "${npm}" "$@" ;;
      esac`,
    gh: `#!${process.execPath}
      import { readFileSync, writeFileSync } from 'node:fs';
      const comments = JSON.parse(readFileSync('comments.json', 'utf8'));
      const args = process.argv.slice(2);
      const body = () => readFileSync(args.at(-1).replace('body=@', ''), 'utf8');
      const [, marker] = /startswith\\("(.*?)"\\)/.exec(args.at(-1)) ?? [];
      if (marker !== undefined) {
        for (const each of comments) {
          if (each.user.type === 'Bot' && each.body.startsWith(marker)) console.log(each.id);
        }
      } else if (args.includes('PATCH')) {
        comments.find(({ id }) => args.includes('repos/acme/connector/issues/comments/' + id)).body = body();
      } else if (args.includes('repos/acme/connector/issues/7/comments')) {
        comments.unshift({ id: 102, user: { type: 'Bot' }, body: body() });
      }
      writeFileSync('comments.json', JSON.stringify(comments));`,
  };
  mkdirSync(join(root, 'bin'));
  for (const [name, program] of Object.entries(programs)) {
    writeFileSync(join(root, 'bin', name), program, { mode: 0o755 });
  }
  const others = [{ id: 101, user: { type: 'User' }, body: '<!-- purchasely-customerio --> mine' }];
  writeFileSync(join(root, 'comments.json'), JSON.stringify(others));
}
