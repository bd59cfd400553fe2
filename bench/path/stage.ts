import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveConfig } from '../../shared/config/resolve.ts';
import {
  type LocalStack,
  type LocalStackOptions,
  localWorld,
  startLocalStack,
} from '../../tools/local/local-stack.ts';
import { synthesize } from '../../tools/local/synthesize.ts';
import { readTemplate } from '../../tools/local/template/read-template.ts';
import connectorConfig from '../connector.config.ts';

export const CONNECTION = 'cinema';

/** Batch size and window of the event source. */
export interface Batching {
  readonly batchSize: number;
  readonly windowSeconds: number;
}

/** A stage that is synthesized once and started for each measurement. */
export interface Stage {
  /** Folder for the files of a measurement. */
  readonly directory: string;
  readonly batching: Batching;
  start(options?: Omit<LocalStackOptions, 'template' | 'config'>): Promise<LocalStack>;
  remove(): void;
}

const CONFIG = fileURLToPath(new URL('../connector.config.ts', import.meta.url));

export async function synthesizeStage(): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-path-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    const template = await synthesize('local', join(directory, 'cdk.out'), CONFIG);
    const config = resolveConfig(connectorConfig, 'local');
    return {
      directory,
      batching: readBatching(template),
      start: ({ environment, ...options } = {}) =>
        startLocalStack({
          template,
          config,
          // As deployed. The local run would log a line per event.
          environment: { POWERTOOLS_LOG_LEVEL: 'INFO', ...environment },
          ...options,
        }),
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function readBatching(template: string): Batching {
  const [source] = readTemplate(template, localWorld('http://127.0.0.1', 'local')).eventSources;
  if (source === undefined) throw new Error('the template has no event source');
  return source;
}
