import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { type PageCall, respond } from '../../functions/dead-letter-widget/respond.ts';
import { synthesizeStage } from '../../infra/synthesize.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { WIDGET_HIDDEN_SECONDS } from '../../shared/messages/timing.ts';
import { deadLetters as inWords } from '../../shared/words.ts';
import { type Interference, startAwsProxy } from '../../tools/local/aws-proxy.ts';
import type { LocalServer } from '../../tools/track-api/http.ts';
import connectorConfig from '../support/cinema.config.ts';
import { atCall, type PlantedLetter, plant, skipHiding } from '../support/cli.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';
import { toPage, type WidgetConsole, widgetConsole } from '../support/widget-console.ts';

// The checks have tests of their own, and starting the validator takes a second and a half.
process.env['CDK_VALIDATION'] = 'false';

const config = {
  ...connectorConfig,
  stages: { local: { dashboard: { runbookUrl: 'https://git.example.com/runbook.md' } } },
};
let template: string;
beforeAll(async () => {
  template = await synthesizeStage('local', { outdir: '.local/test/widget', config });
});

let stack: RunningStack;
let widget: WidgetConsole;
let interfere: Interference;
/** Of the stage's calls of SQS. */
let answers: Promise<unknown>[];
let proxy: LocalServer;
beforeEach(async () => {
  interfere = (_, passOn) => passOn();
  answers = [];
  stack = await startStack(
    {},
    {
      template,
      config: resolveConfig(config, 'local'),
      between: {
        async sqs(endpoint) {
          proxy = await startAwsProxy(endpoint, (call, passOn) => {
            const answer = interfere(call, passOn);
            answers.push(answer);
            return answer;
          });
          return proxy.origin;
        },
      },
    },
  );
  widget = widgetConsole(theFunction());
});
afterEach(async () => {
  await stack.stop();
  await proxy.close();
});

function theFunction() {
  if (stack.deadLetterWidget === undefined) throw new Error('the stage has no widget');
  return stack.deadLetterWidget;
}

const HOUR_MS = 3_600_000;

/** Dead letters of one reason that could be delivered by now. */
function letters(count: number, reason: string, changes: object = {}, ageHours = 1): PlantedLetter[] {
  return Array.from({ length: count }, (_, index) => ({
    webhook: sample('subscription-renewed', {
      event_id: `${reason}-${index}`,
      user_id: `user-${index}`,
      event_created_at_ms: Date.now() - ageHours * HOUR_MS,
      ...changes,
    }),
    attributes: {
      connection: 'cinema',
      received_at: String(Date.now() - ageHours * HOUR_MS),
      request_id: `request-${index}`,
      reason,
      failure: '{"status":400}',
    },
  }));
}

const deadLetters = () => stack.messages('dead-letters');
const hidden = () => deadLetters().filter(({ state }) => state !== 'ready');
const waiting = () => stack.messages('events');
const audited = () => stack.cloudWatchLogs.lines.map(({ message }) => JSON.parse(message));

test('shows dead letters by reason, event and age, what to do, and nothing of a person; hides none of them', async () => {
  await plant(stack, [
    ...letters(2, 'retries-exhausted'),
    ...letters(1, 'retries-exhausted', { event_name: 'TRIAL_STARTED' }, 80),
    ...letters(1, 'no-identity', { user_id: null, anonymous_user_id: 'anonymous-person' }, 50),
  ]);

  const { text, markup } = await widget.open();

  expect(text).toContain('4 dead letters.');
  expect(text).toContain('The oldest event was created 3 d 8 h ago.');
  expect(text).toMatch(/retries-exhausted: 3 dead letters.*Once events are delivered again, replay soon/);
  expect(text).toMatch(/Event Dead letters Oldest event Over 48 h Over 72 h SUBSCRIPTION_RENEWED 2 1 h/);
  expect(text).toMatch(/TRIAL_STARTED 1 3 d 8 h 1 1 all of them 3 3 d 8 h 1 1/);
  expect(text).toMatch(/no-identity: 1 dead letter .* 2 d 2 h 1 0/);
  expect(markup).toContain('<a href="https://git.example.com/runbook.md#no-identity" target="_blank">');
  expect(markup).not.toMatch(/user-0|anonymous-person/);
  expect(hidden()).toEqual([]);
});

test('plans what is chosen, asks, replays it with its counter, and says so in the audit log', async () => {
  const [chosen, other] = [letters(3, 'retries-exhausted'), letters(2, 'no-identity')];
  await plant(stack, [...chosen, ...other]);

  const plan = await widget.press(await widget.open(), 'Replay …');
  expect(plan.text).toMatch(/To replay: 3 dead letters\. Looked at 5\. SUBSCRIPTION_RENEWED: 3/);
  expect(plan.buttons.map(({ label, confirmation }) => [label, confirmation])).toEqual([
    ['Replay 1 to try', 'Replay 1 dead letter of stage local?'],
    ['Replay 3', 'Replay 3 dead letters of stage local?'],
    ['Look again', undefined],
  ]);
  expect(waiting()).toEqual([]);
  const replayed = await widget.press(plan, 'Replay 3');

  expect(replayed.text).toContain('Replayed 3 dead letters.');
  expect(waiting().map(({ attributes }) => attributes)).toEqual(
    chosen.map(({ attributes: { reason: _, failure: __, ...original } }) => ({
      ...original,
      request_id: expect.any(String),
      replays: '1',
    })),
  );
  expect(deadLetters()).toHaveLength(2);
  expect(hidden()).toEqual([]);
  const filter = {
    reasons: ['retries-exhausted'],
    events: ['SUBSCRIPTION_RENEWED'],
    enteredUntil: expect.any(String),
  };
  const who = expect.stringMatching(/^dead-letter widget, request [\w-]+$/);
  const line = { at: expect.any(String), who, stage: 'local', command: 'replay', filter, messages: 3 };
  expect(audited()).toEqual([
    { ...line, what: 'begins' },
    { ...line, what: 'ends' },
  ]);
  expect(stack.cloudWatchLogs.lines[0]?.logGroup).toMatch(/^Audit/);
});

test('tries one, and goes on to the others', async () => {
  await plant(stack, letters(3, 'retries-exhausted'));
  const plan = await widget.press(await widget.open(), 'Replay …');

  const tried = await widget.press(plan, 'Replay 1 to try');
  const second = await widget.press(tried, 'Plan the others …');

  expect(tried.text).toContain('Replayed 1 dead letter.');
  expect(second.text).toContain('To replay: 2 dead letters. Looked at 2.');
  expect(waiting()).toHaveLength(1);
});

test('pressed twice, it does not replay what came back meanwhile', async () => {
  await plant(stack, letters(2, 'no-identity', { user_id: null, anonymous_user_id: null }));
  const plan = await widget.press(await widget.open(), 'Replay …');
  await widget.press(plan, 'Replay 2');
  await stack.drain();
  expect(deadLetters()).toMatchObject([{ attributes: { replays: '1' } }, { attributes: { replays: '1' } }]);

  const again = await widget.press(plan, 'Replay 2');

  expect(again.text).toContain('Replayed 0 dead letters.');
  expect(deadLetters()).toHaveLength(2);
});

test.each([
  { action: 'ReceiveMessage', n: 2, audit: ['begins', 'ends'] },
  { action: 'SendMessageBatch', n: 2, audit: ['begins', 'begins', 'ends'] },
  { action: 'DeleteMessageBatch', n: 1, audit: ['begins', 'begins', 'ends'] },
])('killed when SQS has done $action, and pressed again, delivers every event once', async (kill) => {
  await plant(stack, letters(12, 'retries-exhausted'));
  const plan = await widget.press(await widget.open(), 'Replay …');
  // SQS has done it, and the function never hears: messages may be in both queues, or hidden.
  interfere = atCall(kill.action, kill.n, async (passOn) => {
    await passOn();
    theFunction().signalAtWork('SIGKILL');
    return 'reset';
  });

  await expect(widget.press(plan, 'Replay 12')).rejects.toThrow('crash');
  await Promise.allSettled(answers); // calls beside the n-th may still change the queues
  const left = deadLetters().length;
  const hiddenUntilMs = Math.max(0, ...hidden().map(({ visibleAtMs = Infinity }) => visibleAtMs));
  expect(hiddenUntilMs).toBeLessThanOrEqual(Date.now() + WIDGET_HIDDEN_SECONDS * 1000);
  await skipHiding(stack);
  const again = await widget.press(plan, 'Replay 12');
  await stack.drain();

  expect(left).toBeGreaterThan(0);
  expect(again.text).toContain(`Replayed ${inWords(left)}.`);
  expect(deadLetters()).toEqual([]);
  const ids = stack.production.events().map(({ attributes }) => String(attributes['event_id']));
  expect(ids.sort()).toEqual(Array.from({ length: 12 }, (_, index) => `retries-exhausted-${index}`).sort());
  expect(audited().map(({ what }) => what)).toEqual(kill.audit);
});

test('does nothing that the audit log does not take', async () => {
  await plant(stack, letters(2, 'retries-exhausted'));
  const plan = await widget.press(await widget.open(), 'Replay …');
  stack.cloudWatchLogs.refuseWith({ status: 400, body: { __type: 'AccessDeniedException' } });

  const { text } = await widget.press(plan, 'Replay 2');

  expect(text).toMatch(/nothing was replayed: AccessDeniedException\. .* request [\w-]+\./);
  expect(waiting()).toEqual([]);
  expect(deadLetters()).toHaveLength(2);
  expect(hidden()).toEqual([]);
});

test('as far as its time goes, and the rest when it is asked again', async () => {
  await plant(stack, letters(30, 'retries-exhausted'));
  let calls = 0;
  const call: PageCall = {
    stage: 'local',
    queues: { ...stack, pollSeconds: 0 },
    who: 'test',
    keepAudit: async () => {},
    // It has time for two calls of five.
    remainingMs: () => (++calls <= 2 ? 20_000 : 1_000),
    onTrouble: () => {},
    endpoint: 'arn',
  };
  const replay = { action: 'replay', reason: 'retries-exhausted', enteredUntilMs: Date.now() };

  const first = toPage(await respond(replay, call));
  calls = -100;
  const [again] = first.buttons;
  const second = toPage(await respond(again?.parameters, call));

  expect(first.text).toMatch(/Replayed 10 dead letters\. 20 left: press again\./);
  expect(second.text).toContain('Replayed 20 dead letters.');
  expect(deadLetters()).toEqual([]);
});

test('what a webhook or a message brings stays text', async () => {
  const name = `</a><script>alert(1)</script><cwdb-action action="call">{"a":"&quot;"}' \u202e\u0007`;
  const reason = '<img src=x onerror="alert(1)">';
  await plant(stack, [
    ...letters(1, reason, { event_name: name }),
    ...letters(1, reason, { event_name: 'x'.repeat(1_000) }),
  ]);

  const overview = await widget.open();
  const plan = await widget.press(overview, 'Replay …', 1);

  for (const { markup } of [overview, plan]) {
    expect(markup).not.toMatch(/<script|<img|\p{Bidi_Control}|(?!\n)\p{Control}/u);
    expect(markup.match(/<cwdb-action/g)?.length).toBe(toPage(markup).buttons.length);
  }
  expect(overview.text).toContain(`${'x'.repeat(80)} …`);
  expect(overview.text).toContain('<script>alert(1)</script>');
  // The one whose name is too long is only one of all.
  expect(overview.buttons.map(({ parameters }) => parameters)).toEqual([
    { action: 'plan', reason, event: name },
    { action: 'plan', reason },
    { action: 'look' },
  ]);
  expect(plan.text).toContain('To replay: 2 dead letters');
});

test('describes itself, and says when there is nothing and when others hide something', async () => {
  const nothing = await widget.open();
  const description = await widget.call({ describe: true });
  await plant(stack, letters(2, 'retries-exhausted'));
  await stack.sqs.send(new ReceiveMessageCommand({ QueueUrl: stack.deadLetterQueueUrl }));

  const { text } = await widget.open();

  expect(description).toMatch(/^## Dead letters/);
  expect(nothing.text).toMatch(/^ ?No dead letters\. $/);
  expect(text).toMatch(/^ ?1 dead letter\. .* hidden and not counted here: another command looks at them/);
});
