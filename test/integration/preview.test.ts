import { fileURLToPath } from 'node:url';
import { runCli } from '../../tools/cli/program.ts';
import { readWebhooks } from '../../tools/cli/stage/post-webhook.ts';
import connectorConfig from '../support/cinema.config.ts';
import { startStack } from '../support/running-stack.ts';
import { createFakeTerminal } from '../support/terminal.ts';

const SAMPLES = fileURLToPath(new URL('../../tools/local/samples', import.meta.url));

interface Batch {
  readonly batch: readonly object[];
}

/** Items of `/api/v2/batch`, in an order of their own. */
const itemsOf = (requests: readonly { readonly body: unknown }[]) =>
  requests.flatMap(({ body }) => (body as Batch).batch.map((item) => JSON.stringify(item))).sort();

test('previews, for all samples in one batch, what the stage then posts to Customer.io', async () => {
  const stack = await startStack();
  const terminal = createFakeTerminal();
  try {
    await runCli(['preview', SAMPLES, '--json'], {
      terminal,
      readConfig: async () => connectorConfig,
      root: '.',
      localDirectory: '.local',
      interrupted: new AbortController().signal,
      nowMs: Date.now(),
    });
    for (const { body } of readWebhooks(SAMPLES)) await stack.accept(JSON.parse(body.toString()));
    await stack.drain();

    const { requests }: { requests: { body: Batch }[] } = JSON.parse(terminal.out.join(''));
    expect(itemsOf(requests)).toEqual(itemsOf(stack.track.requests));
    expect(requests).toHaveLength(stack.track.requests.length);
  } finally {
    await stack.stop();
  }
});
