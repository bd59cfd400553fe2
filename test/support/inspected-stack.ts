import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { readWebhooks } from '../../tools/cli/stage/post-webhook.ts';
import { startInspector } from '../../tools/inspector/inspector.ts';
import { Journal } from '../../tools/inspector/journal.ts';
import { Ledger } from '../../tools/local/ledger.ts';
import { type LocalStack, startLocalStack } from '../../tools/local/local-stack.ts';
import connectorConfig from './cinema.config.ts';

const SAMPLES = fileURLToPath(new URL('../../tools/local/samples', import.meta.url));

/** A local stage that is watched as `npm start` watches it. */
export interface InspectedStack {
  readonly stack: LocalStack;
  readonly ledger: Ledger;
  /** Origin of the inspector. */
  readonly origin: string;
  /** Delivers what is in the queue until it stops, without the event source's wait for a fuller batch. */
  startDelivering(): void;
  stop(): Promise<void>;
}

export async function startInspectedStack(): Promise<InspectedStack> {
  const config = resolveConfig(connectorConfig, 'local');
  const journal = new Journal();
  const ledger = new Ledger((entry) => journal.webhooks.addEntry(entry));
  const stack = await startLocalStack({
    template: process.env['TEST_TEMPLATE'] ?? '',
    config,
    backend: 'stand-in',
    track: { onApplied: (operation, result) => journal.people.addApplied(operation, result) },
    onLine: (line) => ledger.addLine(line),
    onExchange: (exchange) => ledger.addExchange(exchange),
  });
  const inspector = await startInspector({ stack, config, journal, samples: readWebhooks(SAMPLES), port: 0 });
  let isStopping = false;
  let delivering = Promise.resolve();
  async function deliver(): Promise<void> {
    while (!isStopping) {
      await stack.eventSource.drain();
      await wait(50);
    }
  }
  return {
    stack,
    ledger,
    origin: inspector.origin,
    startDelivering() {
      delivering = deliver();
    },
    async stop() {
      isStopping = true;
      await delivering;
      await inspector.close();
      await stack.stop();
    },
  };
}
