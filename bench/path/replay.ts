import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { packMessages, sendMessages } from '../../shared/dead-letters/send-messages.ts';
import { toDeadLetterAttributes } from '../../shared/messages/dead-letter.ts';
import { toSqsAttributes } from '../../shared/messages/sqs-attributes.ts';
import { createTerminal } from '../../tools/cli/base/terminal.ts';
import { runCli } from '../../tools/cli/program.ts';
import { publishStage } from '../../tools/cli/stage/stage-file.ts';
import type { LocalStack } from '../../tools/local/local-stack.ts';
import { endpointsOf } from '../../tools/local/publish.ts';
import connectorConfig from '../connector.config.ts';
import { createWebhooks } from '../deliver/webhooks.ts';
import { CONNECTION, type Stage } from './stage.ts';

/** A rate above the speed of the command. */
const UNLIMITED = 100_000;

/**
 * Measures `npm run dlq -- replay`, from the first look at dead letters to the last deletion.
 *
 * @returns milliseconds
 * @throws if a dead letter is not replayed
 */
export async function measureReplay(stage: Stage, deadLetters: number): Promise<number> {
  const stack = await stage.start();
  try {
    await plant(stack, deadLetters);
    const localDirectory = mkdtempSync(join(stage.directory, 'replay-'));
    publishStage(localDirectory, endpointsOf(stack));
    const said: string[] = [];
    const startedAtMs = performance.now();
    const code = await runCli(['dlq', 'replay', '--yes', '--rate', String(UNLIMITED)], {
      terminal: quietTerminal(said),
      readConfig: async () => connectorConfig,
      root: localDirectory,
      localDirectory,
      nowMs: Date.now(),
      interrupted: new AbortController().signal,
    });
    const wallMs = performance.now() - startedAtMs;

    const back = stack.countMessages('events').waiting;
    const left = stack.countMessages('dead-letters');
    if (code !== 0 || back !== deadLetters || left.waiting + left.inFlight > 0) {
      throw new Error(`${back} of ${deadLetters} dead letters came back: ${said.join('')}`);
    }
    return wallMs;
  } finally {
    await stack.stop();
  }
}

/** Sends dead letters to their queue, as `deliver` does. */
async function plant({ sqs, deadLetterQueueUrl }: LocalStack, deadLetters: number): Promise<void> {
  const messages = createWebhooks(deadLetters).map(({ body, createdAtMs }) => ({
    body,
    attributes: toSqsAttributes({
      connection: CONNECTION,
      received_at: String(createdAtMs),
      request_id: randomUUID(),
      ...toDeadLetterAttributes(
        { reason: 'refused-by-customerio', status: 400, field: 'attributes.plan' },
        { attempts: 1, firstAttemptAtMs: createdAtMs, lastAttemptAtMs: createdAtMs, mappingVersion: 'bench' },
      ),
    }),
  }));
  for (const call of packMessages(messages)) await sendMessages(sqs, deadLetterQueueUrl, call);
}

/** A terminal without a user, which keeps the output for error messages. */
function quietTerminal(said: string[]) {
  const sink = () =>
    new Writable({
      write(chunk, _encoding, done) {
        said.push(String(chunk));
        done();
      },
    });
  return createTerminal({
    stdin: Readable.from([]),
    stdout: sink(),
    stderr: sink(),
    pid: process.pid,
    kill: process.kill,
  });
}
