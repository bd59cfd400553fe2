import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CliUnderTest, cliOf, plant } from '../support/cli.ts';
import { type DeployedStage, deployStage } from '../support/deployed-stage.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

let stack: RunningStack;
let deployed: DeployedStage;
let cli: CliUnderTest;

async function setUp(): Promise<void> {
  stack = await startStack();
  deployed = await deployStage(stack);
  deployed.outputs['WebhookUrlCinema'] = `${stack.url}/webhooks/cinema`;
  // The only secret of the stage: without credentials, Customer.io itself is never asked.
  const secret = JSON.stringify({ sharedSecret: stack.sharedSecrets['cinema'] });
  stack.secrets.put('purchasely-customerio/prod/cinema/purchasely', secret);
  cli = cliOf(stack);
  const attributes = { connection: 'cinema', received_at: '0', request_id: 'r', reason: 'no-identity' };
  await plant(stack, [
    { webhook: sample('trial-started', { event_id: 'event-1', user_id: 'user-1' }), attributes },
  ]);
}

async function tearDown(): Promise<void> {
  await deployed.remove();
  await stack.stop();
  cli.stop();
}

const counts = () => ({
  waiting: stack.messages('events').length,
  dead: stack.messages('dead-letters').length,
});
const UNTOUCHED = { waiting: 0, dead: 1 };
const AUDITED = [
  'dlq replay --yes',
  'dlq discard --yes',
  'dlq export --out letters.ndjson',
  'dlq show event-1 --reveal',
  'people forget user-1 --yes',
  'people resync --person user-1 --yes',
  'people show user-1 --reveal',
  'people import tools/local/samples/subscription-renewed.json --connection cinema --yes',
  'secrets set cinema/purchasely --yes',
  'send TRIAL_STARTED --yes',
  'doctor --send-test --yes',
];
const DENIED = {
  status: 400,
  body: { __type: 'AccessDeniedException', message: 'not authorized to perform: logs:PutLogEvents' },
};

describe('when the log does not take the line', () => {
  // Nothing happens, so that one stage does for all.
  beforeAll(setUp);
  afterAll(tearDown);

  test.each(AUDITED)('%s does nothing, and says how to go on', async (line) => {
    await stack.accept(sample('trial-started', { event_id: 'event-0', user_id: 'user-1' }));
    await stack.drain();
    const { requests } = stack.track;
    const before = requests.length;
    deployed.refuseAudit = DENIED;

    const { code, out, err } = await cli.run(
      `${line.replace('letters.ndjson', join(cli.directory, 'letters.ndjson'))} --stage prod`,
      {
        input: 'another secret',
      },
    );

    expect(err.join('\n')).toMatch(
      /audit log of prod was not written: .*logs:PutLogEvents.*Nothing was done.*--no-audit-log/s,
    );
    expect({ code, counts: counts(), sent: stack.track.requests.length - before }).toEqual({
      code: 3,
      counts: UNTOUCHED,
      sent: 0,
    });
    expect(out.join('\n')).not.toContain('user-1');
    expect(existsSync(join(cli.directory, 'letters.ndjson'))).toBe(false);
    expect(existsSync(join(cli.directory, '.local/dlq-audit.log'))).toBe(false);
  });
});

describe('with a stage of its own', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  test('who did what is in the log of the stage, before it is done and after, in a stream of its own', async () => {
    await cli.run('dlq replay --person user-1 --yes --stage prod');
    await cli.run('dlq export --out /dev/null --stage prod');

    const who = 'arn:aws:iam::123456789012:user/jane';
    expect(deployed.audited.map(({ line }) => line)).toMatchObject([
      { at: expect.any(String), who, stage: 'prod', command: 'replay', what: 'begins', messages: 1 },
      { who, stage: 'prod', command: 'replay', what: 'ends', messages: 1 },
      { command: 'export', what: 'begins' },
    ]);
    const [begin, end, other] = deployed.audited.map(({ stream }) => stream);
    expect(end).toBe(begin);
    expect(other).not.toBe(begin);
    expect(JSON.stringify(deployed.audited)).not.toContain('user-1');
  });

  test('--no-audit-log goes on, with the line in the file and a note', async () => {
    deployed.refuseAudit = DENIED;

    const { code, err } = await cli.run('dlq replay --yes --no-audit-log --stage prod');

    expect({ code, counts: counts() }).toEqual({ code: 0, counts: { waiting: 1, dead: 0 } });
    expect(err).toContainEqual(expect.stringMatching(/^The audit log of prod was not written: /));
    expect(existsSync(join(cli.directory, '.local/dlq-audit.log'))).toBe(true);
  });

  test.each([
    {
      why: 'an older version deployed the stack',
      arrange: () => delete deployed.outputs['AuditLog'],
      says: 'deployed by an older version',
    },
    {
      why: 'CloudWatch takes the clock for wrong',
      arrange: () => {
        deployed.refuseAudit = {
          status: 200,
          body: { rejectedLogEventsInfo: { tooNewLogEventStartIndex: 0 } },
        };
      },
      says: 'clock of this machine',
    },
  ])('that is said too if $why', async ({ arrange, says }) => {
    arrange();

    const { code, err } = await cli.run('dlq replay --yes --stage prod');

    expect({ code, counts: counts() }).toEqual({ code: 3, counts: UNTOUCHED });
    expect(err.join('\n')).toContain(says);
  });

  test('after the action, it is said and changes nothing about how the command ends', async () => {
    const taken = deployed.audited.push.bind(deployed.audited);
    deployed.audited.push = (...lines) => {
      deployed.refuseAudit = DENIED;
      return taken(...lines);
    };

    const { code, err } = await cli.run('dlq replay --yes --stage prod');

    expect({ code, counts: counts() }).toEqual({ code: 0, counts: { waiting: 1, dead: 0 } });
    expect(err.filter((line) => line.includes('was not written'))).toHaveLength(1);
  });
});
