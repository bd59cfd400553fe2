import { type ConnectionConfig, defineConfig, type StageConfig } from '../../shared/config/define-config.ts';

/** A connection that leaves its secrets to the stack. */
export const connection: ConnectionConfig = {
  environments: { PRODUCTION: { region: 'eu' }, SANDBOX: { region: 'eu' } },
};

/** One whose webhooks go on to a backend and into a queue of somebody else's. */
export const relaying: ConnectionConfig = {
  ...connection,
  relay: { url: 'https://backend.example.com/purchasely' },
  copies: ['arn:aws:sqs:eu-west-1:210987654321:webhooks'],
};

/** One stage, `test`, with one connection, `cinema`, unless told otherwise. */
export function configOf(
  connections: Readonly<Record<string, ConnectionConfig>> = { cinema: connection },
  stage: StageConfig = {},
) {
  return defineConfig({ stages: { test: stage }, connections });
}
