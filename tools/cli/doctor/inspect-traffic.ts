import type { AlarmSettings } from '../../../shared/config/resolved.ts';
import { workspacesOf } from '../../../shared/config/workspaces.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { type Check, check, finding, notApplicable, ok, type Verdict } from '../base/checks.ts';
import type { Counted, Stage } from '../stage/stage.ts';

/** Checks alarms, and the webhooks of each connection and workspace in the last hour. */
export async function inspectTraffic(stage: Stage): Promise<Check[]> {
  if (stage.isLocal) {
    return [{ subject: 'alarms', ...notApplicable('npm start has none; its inspector shows what happens') }];
  }
  const counted = stage.countedLastHour();
  const { connections } = stage.config;
  return Promise.all([
    check('alarms', async () => judgeAlarms(await stage.alarmsOn(), stage.config.alarms)),
    check('webhook API', async () => judgeRequests(await counted)),
    ...Object.keys(connections).map((connection) =>
      check(`webhooks ${connection}`, async () => judgeWebhooks(await counted, connection)),
    ),
    ...workspacesOf(connections).map(({ name }) =>
      check(`events ${name}`, async () => judgeEvents(await counted, name)),
    ),
  ]);
}

const RUNBOOK = 'docs/runbook.md';

/** @param on alarms that are on, by the end of their names, such as `events-delayed-cinema-production` */
export function judgeAlarms(on: readonly string[], settings: AlarmSettings | false): Verdict {
  if (on.length > 0) return finding(`${on.join(', ')} in alarm`, `${RUNBOOK} has an entry for each`);
  if (settings === false) return notApplicable('this stage has none');
  return settings.topicArn === undefined
    ? ok('none is on; without alarms.topicArn of the stage, they notify no one')
    : ok('none is on');
}

/** As the alarm judges it, over an hour. */
export function judgeRequests(counted: readonly Counted[]): Verdict {
  const of = (metric: string) => sumOf(counted.filter((each) => each.metric === metric));
  const requests = of('requests');
  const turnedAway = Math.max(0, requests - of('received'));
  const what = `${number(requests)} requests, ${number(turnedAway)} of them refused by API Gateway in the last hour`;
  return isTooMuch(turnedAway, requests) ? finding(what, `${RUNBOOK}#webhooks-turned-away`) : ok(what);
}

/** As the alarm judges it, over an hour. */
export function judgeWebhooks(counted: readonly Counted[], connection: string): Verdict {
  const of = (metric: string) =>
    sumOf(counted.filter((each) => each.connection === connection && each.metric === metric));
  const accepted = of('WebhooksAccepted');
  const refused = of('WebhooksUnauthorized');
  const what = `${number(accepted)} accepted, ${number(refused)} without a valid signature in the last hour`;
  return isTooMuch(refused, accepted + refused)
    ? finding(what, `${RUNBOOK}#webhooks-unauthorized`)
    : ok(what);
}

/** As the alarms judge it, over an hour. */
export function judgeEvents(counted: readonly Counted[], workspace: string): Verdict {
  const ofWorkspace = counted.filter((each) => each.workspace === workspace);
  const of = (metric: string) => sumOf(ofWorkspace.filter((each) => each.metric === metric));
  const retried = ofWorkspace.filter(({ metric }) => metric === 'EventsRetried');
  const [delivered, failed, dead] = [of('EventsDelivered'), sumOf(retried), of('EventsDeadLettered')];
  const causes = retried
    .toSorted((one, other) => other.sum - one.sum)
    .map(({ cause, sum }) => `${number(sum)} × ${cause}`);
  const attempts = failed === 1 ? '1 attempt' : `${number(failed)} attempts`;
  const what = [
    `${number(delivered)} delivered`,
    failed === 0 ? 'no attempt failed' : `${attempts} failed (${causes.join(', ')})`,
    `${dead === 0 ? 'no dead letter' : deadLetters(dead)} in the last hour`,
  ];
  const entry = entryFor({ delivered, failed, dead, misconfigured: of('EventsMisconfigured') });
  return entry === undefined ? ok(what.join(', ')) : finding(what.join(', '), `${RUNBOOK}#${entry}`);
}

interface Ends {
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
  readonly misconfigured: number;
}

/** Returns the runbook entry of the most serious problem, if any. */
function entryFor({ delivered, failed, dead, misconfigured }: Ends): string | undefined {
  if (misconfigured > 0) return 'customerio-misconfigured';
  if (failed > delivered) return 'events-delayed';
  return isTooMuch(dead, dead + delivered) ? 'dead-letters-rising' : undefined;
}

/** Returns true above the threshold of the alarms: more than a tenth, and at least three. */
function isTooMuch(some: number, all: number): boolean {
  return some >= 3 && some > all / 10;
}

function sumOf(counted: readonly Counted[]): number {
  return counted.reduce((total, { sum }) => total + sum, 0);
}
