import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import { MAPPING_VERSION_OUTPUT } from '../../shared/stack-outputs.ts';
import type { LocalStack } from '../local/local-stack.ts';
import { runDlq } from '../program.ts';
import { publishStage } from '../stage/stage-file.ts';

/** The engineer who looks at dead letters and replays them, with the commands of `npm run dlq`. */
export class OnCall {
  readonly #directory = mkdtempSync(join(tmpdir(), 'faults-'));
  readonly #connectorConfig: ConnectorConfig;
  readonly #onOutput: (line: string) => void;

  /** @param onOutput each line a command prints, those of its audit log included */
  constructor(stack: LocalStack, connectorConfig: ConnectorConfig, onOutput: (line: string) => void) {
    this.#connectorConfig = connectorConfig;
    this.#onOutput = onOutput;
    publishStage(this.#directory, {
      sqsEndpoint: new URL(stack.eventsQueueUrl).origin,
      secretsEndpoint: stack.secrets.endpoint,
      eventsQueueUrl: stack.eventsQueueUrl,
      deadLetterQueueUrl: stack.deadLetterQueueUrl,
      trackOrigin: stack.track.origin,
      webhookOrigin: stack.url,
      mappingVersion: String(stack.template.outputs[MAPPING_VERSION_OUTPUT]),
    });
  }

  /** Looks, and sends everything back that may work by now: what is poison comes again. */
  async replay(): Promise<void> {
    for (const line of ['status', 'list', 'list --json', 'replay --yes --rate 1000', 'status --json']) {
      await this.#run(line);
    }
  }

  leave(): void {
    rmSync(this.#directory, { recursive: true });
  }

  async #run(line: string): Promise<void> {
    const say = (text: string) => this.#onOutput(text);
    await runDlq(line.split(' '), {
      terminal: {
        isInteractive: false,
        print: async (text) => say(text),
        note: say,
        progress: say,
        ask: async () => '',
        askHidden: async () => '',
        readInput: async () => '',
        style: (_format, text) => text,
      },
      connectorConfig: this.#connectorConfig,
      localDirectory: this.#directory,
      interrupted: new AbortController().signal,
    });
  }
}
