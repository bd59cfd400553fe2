import { readFileSync } from 'node:fs';
import { App, AssetStaging, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import connectorConfig from '../connector.config.ts';
import type { ConnectorConfig } from '../shared/config/define-config.ts';
import { LOCAL_STAGE } from '../shared/config/local-stage.ts';
import { ownStackName } from '../shared/stack-outputs.ts';
import { ConnectorStack } from './connector-stack.ts';

/** Also without the CLI, which reads it by itself: every synthesis is as strict. */
const cdkJson = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));

export interface ConnectorAppOptions {
  /**
   * Directory of the cloud assembly.
   * @default the one the CDK CLI names, or a temporary one
   */
  readonly outdir?: string;
  /** Beside what `cdk.json` says and the CLI passes. `stage` chooses one stage, also `local`, instead of all. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * The CDK app: a stack for each stage but `local`, or for the one that is chosen. Its synthesis fails on a finding of the
 * template validation or of cdk-nag.
 *
 * @throws {ConfigError} before any bundling
 */
export function createConnectorApp(config: ConnectorConfig, options: ConnectorAppOptions = {}): App {
  const app = new App({
    outdir: options.outdir,
    context: { ...cdkJson.context, ...options.context },
    autoSynth: false, // the CLI would have the app synthesized even after a fault
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
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

export interface SynthesizeOptions {
  /** Directory of the cloud assembly: the template, and a folder for each function, which the template's metadata names. */
  readonly outdir: string;
  /**
   * Whether to bundle the functions. Without, the template is the same but for the place of their code.
   * @default true
   */
  readonly bundle?: boolean;
  /** @default the project's connector.config.ts */
  readonly config?: ConnectorConfig;
}

/**
 * Synthesizes one stage in this process, as `cdk synth` would, checks included.
 *
 * @returns path of the template, in JSON
 * @throws {ConfigError}
 * @throws {Error} with the report, if a check finds something
 */
export async function synthesizeStage(stage: string, options: SynthesizeOptions): Promise<string> {
  const { outdir, bundle = true, config = connectorConfig } = options;
  AssetStaging.clearAssetHashCache(); // the sources may have changed since the last time
  const app = createConnectorApp(config, {
    outdir,
    context: {
      stage,
      'aws:cdk:enable-asset-metadata': true, // the template says where the code of a function is
      '@aws-cdk/core:appMode': 'inmemory', // findings become the exception, instead of lines on stderr
      ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }),
    },
  });
  return app.synth().getStackByName(ownStackName(stage)).templateFullPath;
}
