import { type ConnectionConfig, defineConfig, type StageConfig } from '../../shared/config/define-config.ts';

/** A connection that leaves its secrets to the stack. */
export const connection: ConnectionConfig = {
  environments: { PRODUCTION: { region: 'eu' }, SANDBOX: { region: 'eu' } },
};

/** One stage, `test`, with one connection, `cinema`, unless told otherwise. */
export function configOf(
  connections: Readonly<Record<string, ConnectionConfig>> = { cinema: connection },
  stage: StageConfig = {},
) {
  return defineConfig({ stages: { test: stage }, connections });
}
