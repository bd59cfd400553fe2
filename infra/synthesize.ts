import { App, AssetStaging } from 'aws-cdk-lib';
import type { ConnectorConfig } from '../shared/config/define-config.ts';
import { LOCAL_STAGE } from '../shared/config/local-stage.ts';
import { resolveConfig } from '../shared/config/resolve.ts';
import { ConnectorStack } from './connector-stack.ts';

export interface ConnectorAppOptions {
  /**
   * Directory of the cloud assembly.
   * @default the directory of the CDK CLI, or a temporary one
   */
  readonly outdir?: string;
  /** Context in addition to the CLI's. `stage` chooses one stage, including `local`, instead of all. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Called with the app before its stacks are added, for example to add checks. */
  readonly prepare?: (app: App) => void;
}

/**
 * Creates the CDK app with a stack for each stage except `local`, or for the chosen one.
 *
 * @throws {ConfigError} before any bundling
 */
export function createConnectorApp(config: ConnectorConfig, options: ConnectorAppOptions = {}): App {
  const app = new App({
    outdir: options.outdir,
    context: options.context,
    autoSynth: false, // otherwise the CLI would synthesize the app even after a fault
  });
  options.prepare?.(app);
  const only: string | undefined = app.node.tryGetContext('stage');
  for (const stage of only === undefined ? stagesOf(config) : [only]) new ConnectorStack(app, config, stage);
  return app;
}

/** Returns the stages to deploy. Without stages it returns one name, so that `resolveConfig` reports the fault. */
function stagesOf({ stages }: ConnectorConfig): string[] {
  const names = Object.keys(stages ?? {});
  return names.length > 0 ? names.filter((name) => name !== LOCAL_STAGE) : [''];
}

export interface SynthesizeOptions extends Pick<ConnectorAppOptions, 'prepare'> {
  /**
   * Directory of the cloud assembly, with the template and a folder for each function, named in the template's
   * metadata.
   */
  readonly outdir: string;
  /**
   * True to bundle the functions. Otherwise the template differs only in the location of their code.
   * @default true
   */
  readonly bundle?: boolean;
  readonly config: ConnectorConfig;
}

/**
 * Synthesizes one stage in this process, as `cdk synth` would.
 *
 * @returns path of the template, in JSON
 * @throws {ConfigError}
 * @throws {Error} with the report, if an added check has a finding
 */
export async function synthesizeStage(stage: string, options: SynthesizeOptions): Promise<string> {
  const { outdir, bundle = true, config, prepare } = options;
  AssetStaging.clearAssetHashCache(); // the sources may have changed since the last time
  const app = createConnectorApp(config, {
    outdir,
    ...(prepare && { prepare }),
    context: {
      stage,
      'aws:cdk:enable-asset-metadata': true, // adds the location of a function's code to the template
      '@aws-cdk/core:appMode': 'inmemory', // findings become an exception instead of lines on stderr
      ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }),
    },
  });
  const { stackName } = resolveConfig(config, stage);
  return app.synth().getStackByName(stackName).templateFullPath;
}
