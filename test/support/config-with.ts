import type { ConnectionConfig, ConnectorConfig } from '../../shared/config/define-config.ts';
import connectorConfig from './cinema.config.ts';

/** The configuration of this checkout, its one connection changed. */
export function configWith(changes: Partial<ConnectionConfig>): ConnectorConfig {
  const { cinema } = connectorConfig.connections;
  if (cinema === undefined) throw new Error('no connection');
  return { ...connectorConfig, connections: { cinema: { ...cinema, ...changes } } };
}
