import type { ConnectorConfig } from '../../../shared/config/define-config.ts';
import { LOCAL_STAGE } from '../../../shared/config/local-stage.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { openDeployedStage } from './deployed-stage.ts';
import { openLocalStage } from './local-stage.ts';
import type { AwsChoice, Stage } from './stage.ts';

/**
 * Opens a running stage by its name.
 *
 * @param localDirectory folder with the file of `npm start`
 * @throws {ConfigError} if the configuration has no such stage
 * @throws {StageError} if it does not run, or cannot be reached
 */
export async function openStage(
  name: string,
  connectorConfig: ConnectorConfig,
  localDirectory: string,
  aws: AwsChoice,
): Promise<Stage> {
  return name === LOCAL_STAGE
    ? openLocalStage(connectorConfig, localDirectory)
    : openDeployedStage(resolveConfig(connectorConfig, name), aws);
}
