import { hash } from 'node:crypto';
import type { Identifiers } from '../customerio/operations.ts';

/**
 * The key of a person in the people table: a hash, so that neither a logged key nor a tombstone reveals the person.
 *
 * @param connection whose webhooks are about the person
 * @param environment `PRODUCTION` or `SANDBOX`: one id may be two people
 */
export function personKeyOf(connection: string, environment: string, identifiers: Identifiers): string {
  const text = JSON.stringify([connection, environment, identifiers]);
  return hash('sha256', text, 'base64url');
}
