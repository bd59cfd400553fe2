import { resolve } from 'node:path';
import { synthesize } from '../../tools/local/synthesize.ts';

/** Synthesizes the stage `local` once for all integration tests; Jest hands the path to each of its workers. */
export default async function synthesizeStage(): Promise<void> {
  process.env['TEST_TEMPLATE'] = await synthesize(
    'local',
    '.local/test/cdk.out',
    resolve('test/support/cinema.config.ts'),
  );
}
