import { createHash } from 'node:crypto';
import { maxReceiveCountFor } from '../messages/backoff.ts';
import { ownStackName } from '../stack-outputs.ts';
import { checkConfig } from './check-config.ts';
import { resolveConnection } from './resolve-connection.ts';
import type { ResolvedConfig, ResolvedConnection } from './resolved.ts';

/**
 * Checks a configuration, fills in every default, and works out what follows from them for one stage.
 *
 * @throws {ConfigError} with every fault, each with the path of its key
 */
export function resolveConfig(config: unknown, stageName: string): ResolvedConfig {
  const checked = checkConfig(config, stageName);
  const stage = checked.stages[stageName];
  if (stage === undefined) throw new Error(`stage ${stageName} was not checked`);

  const { retryForHours, maximumConcurrency, batchingWindowSeconds, dashboard, ...settings } = stage;
  const retryForSeconds = Math.round(retryForHours * 3600);
  const connections = Object.fromEntries(
    Object.entries(checked.connections).map(([name, connection]) => [
      name,
      resolveConnection(connection, stageName, name),
    ]),
  );
  return {
    ...settings,
    stage: stageName,
    stackName: settings.stackName ?? ownStackName(stageName),
    mappingVersion: hashOf(mappingsOf(connections)),
    dashboard: dashboard === true ? { deadLetterWidget: true } : dashboard,
    delivery: {
      retryForSeconds,
      maxReceiveCount: maxReceiveCountFor(retryForSeconds),
      maximumConcurrency,
      batchingWindowSeconds,
    },
    connections,
  };
}

/** The settings that decide the operations of an event at Customer.io; its other destinations are not among them. */
function mappingsOf(connections: Readonly<Record<string, ResolvedConnection>>) {
  return Object.fromEntries(
    Object.entries(connections).map(([name, { relay: _, copies: __, ...mapping }]) => [name, mapping]),
  );
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
