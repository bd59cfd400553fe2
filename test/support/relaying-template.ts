import { synthesizeStage } from '../../infra/synthesize.ts';
import relayingConfig from './relaying.config.ts';

// The checks have tests of their own, and starting the validator takes a second and a half.
process.env['CDK_VALIDATION'] = 'false';

/** Path of the template of `relaying.config.ts`, with its bundles: a folder for each of Jest's workers. */
export const relayingTemplate = (): Promise<string> =>
  synthesizeStage('local', {
    outdir: `.local/test/relaying-${process.env['JEST_WORKER_ID']}`,
    config: relayingConfig,
  });
