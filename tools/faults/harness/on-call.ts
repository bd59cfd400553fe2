import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectorConfig } from '../../../shared/config/define-config.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import { EXIT } from '../../cli/base/session.ts';
import { runCli } from '../../cli/program.ts';
import { publishStage } from '../../cli/stage/stage-file.ts';
import type { LocalStack } from '../../local/local-stack.ts';
import { endpointsOf } from '../../local/publish.ts';

/** Number of dead letters to show individually. */
const SHOWN = 3;

/** An engineer who inspects and replays dead letters with the commands of the connector. */
export class OnCall {
  readonly #directory = mkdtempSync(join(tmpdir(), 'faults-'));
  readonly #connectorConfig: ConnectorConfig;
  readonly #onOutput: (line: string) => void;

  /** @param onOutput called with each line that a command prints, including audit log lines */
  constructor(stack: LocalStack, connectorConfig: ConnectorConfig, onOutput: (line: string) => void) {
    this.#connectorConfig = connectorConfig;
    this.#onOutput = onOutput;
    publishStage(this.#directory, endpointsOf(stack));
  }

  /**
   * Inspects all dead letters and replays them. Poison comes back.
   *
   * @throws if a command fails
   */
  async replay(): Promise<void> {
    for (const line of ['dlq status', 'dlq list', 'secrets check']) await this.#run(line);
    const listed = await this.#run('dlq list --json');
    const ids = listed.flatMap((line) => toObject(line)?.['id'] ?? []);
    for (const id of ids.slice(0, SHOWN)) {
      await this.#run(`dlq show ${id}`);
      await this.#run(`dlq show ${id} --json`);
    }
    for (const line of ['dlq replay --yes --rate 1000', 'dlq status --json']) await this.#run(line);
  }

  /** Sends the attributes of all people to Customer.io again, which checks the people table. */
  async resync(): Promise<void> {
    await this.#run('people resync --yes --rate 1000');
  }

  close(): void {
    rmSync(this.#directory, { recursive: true });
  }

  async #run(line: string): Promise<string[]> {
    const lines: string[] = [];
    const say = (text: string) => {
      lines.push(text);
      this.#onOutput(text);
    };
    const code = await runCli(line.split(' '), {
      terminal: {
        isInteractive: false,
        print: async (line) => say(typeof line === 'string' ? line : line.text),
        note: say,
        progress: say,
        ask: async () => '',
        askHidden: async () => '',
        readInput: async () => '',
      },
      readConfig: async () => this.#connectorConfig,
      root: this.#directory,
      localDirectory: this.#directory,
      nowMs: Date.now(),
      interrupted: new AbortController().signal,
    });
    if (code !== EXIT.ok && code !== EXIT.problems)
      throw new Error(`${line} ended with ${code}: ${lines.at(-1)}`);
    return lines;
  }
}
