import type { Command } from 'commander';
import type { DeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import { describeHidden } from '../../../shared/dead-letters/describe.ts';
import { holding } from '../../../shared/dead-letters/hold.ts';
import { adviceFor } from '../../../shared/dead-letters/next-step.ts';
import { countMessages } from '../../../shared/dead-letters/queue-counts.ts';
import { scan } from '../../../shared/dead-letters/scan.ts';
import { describeDuration } from '../../../shared/durations.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import { createAudit } from '../base/audit.ts';
import { fold } from '../base/fold.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import type { Line } from '../base/terminal.ts';
import { knownPeople } from '../preview/known-people.ts';
import { maskWebhook } from './mask.ts';
import { createPersonHashes, type HashPerson } from './person-hash.ts';
import { type Preview, previewDelivery } from './preview-delivery.ts';
import { describeFailure, toSummary } from './summary.ts';

interface ShowOptions extends StageOptions {
  readonly reveal?: boolean;
}

export function addShow(program: Command, run: Run): void {
  const command = program
    .command('show')
    .summary('show a dead letter, what to do, and what it would send')
    .description(
      'Shows one dead letter: its reason and the next step, the webhook, and the operations that the configuration of this ' +
        'checkout would send now. Exit code 1 if there is none with this id.',
    )
    .argument('<id>', 'message id, or event id of one or more')
    .option('--reveal', 'also show personal data; the audit log records it')
    .action((id: string, options: ShowOptions) => run(options, (session) => show(session, id, options)));
  withStageOptions(withAuditOption(command), [
    '95629b56-c9af-4794-ab9a-73fc45c6cd38',
    '95629b56-c9af-4794-ab9a-73fc45c6cd38 --json',
    '95629b56-c9af-4794-ab9a-73fc45c6cd38 --reveal',
  ]);
}

async function show(session: Session, id: string, { reveal = false }: ShowOptions): Promise<ExitCode> {
  const { stage, terminal, isJson, localDirectory } = session;
  const [{ hashPerson }, { inFlight }, audit] = await Promise.all([
    createPersonHashes(stage, localDirectory),
    countMessages(stage, stage.deadLetterQueueUrl),
    reveal ? createAudit(session) : undefined,
  ]);
  const letters = await find(session, id);
  if (letters.length > 0)
    await audit?.({ command: 'show', what: 'reveals', filter: { id }, messages: letters.length });
  for (const letter of letters) {
    const view = toView(
      letter,
      await previewDelivery(letter, stage.config, knownPeople(stage)),
      hashPerson,
      reveal,
    );
    if (isJson) await terminal.print(JSON.stringify(view));
    else for (const line of describe(view, letter)) await terminal.print(line);
  }
  if (letters.length > 0) return EXIT.ok;
  terminal.note(`No dead letter has the id ${id}.`);
  if (inFlight > 0) terminal.note(describeHidden(inFlight));
  return EXIT.problems;
}

async function find({ stage, terminal, interrupted }: Session, id: string): Promise<DeadLetter[]> {
  return holding(stage, terminal.note, async (hold) => {
    const found: DeadLetter[] = [];
    for await (const letter of scan(hold, stage.pollSeconds, interrupted)) {
      if (letter.messageId === id) return [letter];
      if (letter.eventId === id) found.push(letter);
    }
    return found;
  });
}

/** Returns everything that is shown of a dead letter, the output of `--json`. */
function toView(letter: DeadLetter, preview: Preview, hashPerson: HashPerson, reveal: boolean) {
  const { why, next, entry } = adviceFor(letter.reason);
  const webhook = toObject(letter.text);
  const masked = maskWebhook(webhook ?? letter.text, hashPerson);
  return {
    ...toSummary(letter, hashPerson, Date.now()),
    why,
    webhook: reveal ? (webhook ?? letter.text) : masked.webhook,
    now:
      preview.kind === 'sends' && !reveal
        ? { ...preview, request: masked.maskRequest(preview.request) }
        : preview,
    next,
    runbook: `docs/runbook.md#${entry}`,
  };
}

function describe(view: ReturnType<typeof toView>, letter: DeadLetter): Line[] {
  const { messageId, eventName, eventId, environment, connection, requestId, createdAtMs, replays } = letter;
  const title = (text: string): Line => ({ style: 'bold', text });
  const failure = describeFailure(letter);
  return [
    title(`${eventName}  ${messageId}`),
    '',
    title(`Why: ${letter.reason}`),
    ...[view.why, ...(failure === '' ? [] : [failure])].flatMap((text) => fold(`  ${text}`)),
    '',
    title('What to do'),
    ...fold(`  ${view.next}`),
    `  ${view.runbook}`,
    '',
    title('Event'),
    `  id           ${eventId ?? 'none'}, ${environment ?? 'without an environment'}`,
    `  created      ${view.createdAt}, ${describeDuration(Date.now() - createdAtMs)} ago`,
    `  connection   ${connection || 'none'}, request ${requestId ?? 'unknown'}`,
    `  person       ${view.person ?? 'none'}`,
    `  replayed     ${replays === 1 ? 'once' : `${replays} times`}`,
    ...describeAttempts(letter).flatMap(fold),
    '',
    title('Webhook'),
    ...indent(view.webhook),
    '',
    title('With the configuration of this checkout, now'),
    ...describePreview(view.now),
    '',
  ];
}

function describeAttempts({ failure }: DeadLetter): string[] {
  const { attempts, firstAttemptAtMs, lastAttemptAtMs, mappingVersion } = failure;
  if (attempts === undefined) return [];
  const time = (ms: number | undefined) => (ms === undefined ? 'unknown' : new Date(ms).toISOString());
  const times =
    attempts === 1
      ? `1, ${time(lastAttemptAtMs)}`
      : `${attempts}, the first ${time(firstAttemptAtMs)}, the last ${time(lastAttemptAtMs)}`;
  return [`  attempts     ${times}, with mapping ${mappingVersion ?? 'unknown'}`];
}

function describePreview(preview: Preview): string[] {
  switch (preview.kind) {
    case 'skips':
      return fold(`  nothing would be sent: ${preview.why}`);
    case 'dead-letters': {
      const { reason, field, cause } = preview.failure;
      const details = [field, cause].filter((part) => part !== undefined && part !== '').join(', ');
      return fold(`  it would come back as a dead letter: ${reason}${details === '' ? '' : ` (${details})`}`);
    }
    case 'sends':
      return [
        ...fold(`  POST /api/v2/batch, ${preview.region}, credentials of ${preview.workspace}`),
        ...indent(preview.request),
        ...preview.adjustments.flatMap(({ field, what }) => fold(`  ${field}: ${what}`)),
      ];
  }
}

function indent(value: unknown): string[] {
  return JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => `  ${line}`);
}
