import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ChangeMessageVisibilityCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { inBatches } from '../../shared/batches.ts';
import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import { toSqsAttributes } from '../../shared/messages/sqs-attributes.ts';
import { runCli } from '../../tools/cli/program.ts';
import { publishStage } from '../../tools/cli/stage/stage-file.ts';
import { type AwsAnswer, type Interference, startAwsProxy } from '../../tools/local/aws-proxy.ts';
import connectorConfig from './cinema.config.ts';
import type { RunningStack } from './running-stack.ts';
import { createFakeTerminal, type Typist } from './terminal.ts';

const CLI = fileURLToPath(new URL('../../tools/cli/main.ts', import.meta.url));
const CONFIG = fileURLToPath(new URL('./cinema.config.ts', import.meta.url));

/** How a command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

export interface RunOptions extends Typist {
  readonly config?: ConnectorConfig;
  readonly interrupted?: AbortSignal;
}

/** Commands of the connector on a stack under test, in a folder of their own. */
export interface CliUnderTest {
  readonly directory: string;
  /** Runs one in this process. */
  run(line: string, options?: RunOptions): Promise<Ended>;
  /** Starts one as a process of its own, with more environment variables than this one has. */
  start(
    line: string,
    environment?: Readonly<Record<string, string>>,
  ): { readonly process: ChildProcess; readonly ended: Promise<Ended> };
  stop(): void;
}

/**
 * @param options.sqsEndpoint another than the stack's, if something stands in between
 * @param options.prefix words that every line begins with
 * @param options.directory the checkout that the commands run in
 */
export function cliOf(
  stack: RunningStack,
  {
    sqsEndpoint,
    prefix = [],
    directory = mkdtempSync(join(tmpdir(), 'cli-')),
  }: { sqsEndpoint?: string; prefix?: readonly string[]; directory?: string } = {},
): CliUnderTest {
  const localDirectory = join(directory, '.local');
  const origin = new URL(stack.eventsQueueUrl).origin;
  const through = (url: string) => url.replace(origin, sqsEndpoint ?? origin);
  publishStage(localDirectory, {
    stage: stack.stage,
    sqsEndpoint: through(origin),
    secretsEndpoint: stack.secrets.endpoint,
    dynamodbEndpoint: stack.dynamodbEndpoint,
    eventsQueueUrl: through(stack.eventsQueueUrl),
    deadLetterQueueUrl: through(stack.deadLetterQueueUrl),
    peopleTable: stack.peopleTable,
    trackOrigin: stack.track.origin,
    webhookOrigin: stack.url,
    mappingVersion: String(stack.template.outputs['MappingVersion']),
  });
  return {
    directory,
    async run(line, options = {}) {
      const { config = connectorConfig, interrupted = new AbortController().signal } = options;
      const terminal = createFakeTerminal(options);
      const context = {
        terminal,
        readConfig: async () => config,
        root: directory,
        localDirectory,
        nowMs: Date.now(),
        interrupted,
      };
      const code = await runCli([...prefix, ...line.split(' ')], context);
      return { code, out: terminal.out, err: terminal.err };
    },
    start(line, environment = {}) {
      const args = [
        '--disable-warning=ExperimentalWarning',
        CLI,
        ...prefix,
        ...line.split(' '),
        '--config',
        CONFIG,
      ];
      const child = spawn(process.execPath, args, {
        cwd: directory,
        env: { ...process.env, ...environment },
      });
      return { process: child, ended: endOf(child) };
    },
    stop: () => rmSync(directory, { recursive: true }),
  };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const texts = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const [code] = await once(child, 'close');
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  return { code: code as number | null, out: lines(texts.out), err: lines(texts.err) };
}

export interface PlantedLetter {
  readonly webhook: object;
  readonly attributes: Readonly<Record<string, string>>;
}

/** `npm run dlq` on a stack under test. */
export function dlqOf(stack: RunningStack, sqsEndpoint?: string): CliUnderTest {
  return cliOf(stack, { prefix: ['dlq'], ...(sqsEndpoint !== undefined && { sqsEndpoint }) });
}

/** Puts messages into the dead-letter queue, as `deliver` would. */
export async function plant(stack: RunningStack, letters: readonly PlantedLetter[]): Promise<void> {
  for (const batch of inBatches(letters)) {
    await stack.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: stack.deadLetterQueueUrl,
        Entries: batch.map(({ webhook, attributes }, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(webhook),
          MessageAttributes: toSqsAttributes(attributes),
        })),
      }),
    );
  }
}

/** Lets calls pass, and at the n-th of one action does something else. */
export function atCall(
  action: string,
  n: number,
  then: (passOn: () => Promise<AwsAnswer>) => Promise<AwsAnswer | 'reset'>,
): Interference {
  let calls = 0;
  return (call, passOn) => {
    if (call.action === action) calls += 1;
    return call.action === action && calls === n ? then(passOn) : passOn();
  };
}

/** Runs a command line in a process of its own, and kills it when SQS has done its n-th call of an action, unanswered. */
export async function killedAt(
  stack: RunningStack,
  line: string,
  action: string,
  n: number,
  { prefix = ['dlq'], directory }: { prefix?: readonly string[]; directory?: string } = {},
): Promise<void> {
  const kill = atCall(action, n, async (passOn) => {
    await passOn();
    killed.process.kill('SIGKILL');
    return 'reset';
  });
  const answers: Promise<unknown>[] = [];
  const proxy = await startAwsProxy(new URL(stack.eventsQueueUrl).origin, (call, passOn) => {
    const answer = kill(call, passOn);
    answers.push(answer);
    return answer;
  });
  const cli = cliOf(stack, { prefix, sqsEndpoint: proxy.origin, ...(directory && { directory }) });
  const killed = cli.start(line);
  await killed.ended;
  await Promise.allSettled(answers); // calls beside the n-th may still change the queues
  await proxy.close();
  if (directory === undefined) cli.stop();
}

/** Brings back what a killed command has hidden, as time would. */
export async function skipHiding(stack: RunningStack): Promise<void> {
  for (const { receiptHandle } of stack.messages('dead-letters')) {
    if (receiptHandle === undefined) continue;
    await stack.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: stack.deadLetterQueueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: 0,
      }),
    );
  }
}

/** Waits until something holds. @throws if it never does */
export async function until(holds: () => boolean, within = 60_000): Promise<void> {
  const deadlineMs = Date.now() + within;
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error(`not within ${within} ms: ${holds}`);
    await wait(10);
  }
}
