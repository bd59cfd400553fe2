import { App, AssetStaging } from 'aws-cdk-lib';
import type { ConnectorConfig } from '../shared/config/define-config.ts';
import { LOCAL_STAGE } from '../shared/config/local-stage.ts';
import { resolveConfig } from '../shared/config/resolve.ts';
import { ConnectorStack } from './connector-stack.ts';

export interface ConnectorAppOptions {
  /**
   * Directory of the cloud assembly.
   * @default the one the CDK CLI names, or a temporary one
   */
  readonly outdir?: string;
  /** Beside what the CLI passes. `stage` chooses one stage, also `local`, instead of all. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Looks at the app before its stacks are in it, and may add checks. */
  readonly prepare?: (app: App) => void;
}

/**
 * The CDK app: a stack for each stage but `local`, or for the one that is chosen.
 *
 * @throws {ConfigError} before any bundling
 */
export function createConnectorApp(config: ConnectorConfig, options: ConnectorAppOptions = {}): App {
  const app = new App({
    outdir: options.outdir,
    context: options.context,
    autoSynth: false, // the CLI would have the app synthesized even after a fault
  });
  options.prepare?.(app);
  const only: string | undefined = app.node.tryGetContext('stage');
  for (const stage of only === undefined ? stagesOf(config) : [only]) new ConnectorStack(app, config, stage);
  return app;
}

/**
 * The stages to deploy. A configuration without stages is a fault that `resolveConfig` explains, whichever stage it is
 * asked for.
 */
function stagesOf({ stages }: ConnectorConfig): string[] {
  const names = Object.keys(stages ?? {});
  return names.length > 0 ? names.filter((name) => name !== LOCAL_STAGE) : [''];
}

export interface SynthesizeOptions extends Pick<ConnectorAppOptions, 'prepare'> {
  /** Directory of the cloud assembly: the template, and a folder for each function, which the template's metadata names. */
  readonly outdir: string;
  /**
   * Whether to bundle the functions. Without, the template is the same but for the place of their code.
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
 * @throws {Error} with the report, if a check that was added finds something
 */
export async function synthesizeStage(stage: string, options: SynthesizeOptions): Promise<string> {
  const { outdir, bundle = true, config, prepare } = options;
  AssetStaging.clearAssetHashCache(); // the sources may have changed since the last time
  const app = createConnectorApp(config, {
    outdir,
    ...(prepare && { prepare }),
    context: {
      stage,
      'aws:cdk:enable-asset-metadata': true, // the template says where the code of a function is
      '@aws-cdk/core:appMode': 'inmemory', // findings become the exception, instead of lines on stderr
      ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }),
    },
  });
  const { stackName } = resolveConfig(config, stage);
  return app.synth().getStackByName(stackName).templateFullPath;
}
