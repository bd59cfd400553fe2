import { resolveConfig } from '../../shared/config/resolve.ts';
import { toDeliverConfig } from '../../shared/config/resolved.ts';
import connectorConfig from '../connector.config.ts';
import { CREDENTIALS } from './credentials.ts';

export const CONNECTION = 'cinema';

/** The configuration in the bundle of `deliver`. */
export const DELIVER_CONFIG = toDeliverConfig(resolveConfig(connectorConfig, 'local'));

/** The workspace of the benchmarks: name and content of its secret. */
export const WORKSPACE = { secretName: secretName(), ...CREDENTIALS };

function secretName(): string {
  const production = DELIVER_CONFIG.connections[CONNECTION]?.environments.PRODUCTION;
  if (production === undefined || production === 'drop') throw new Error('the benchmarks have no workspace');
  return production.secret.name;
}
