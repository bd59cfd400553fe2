import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { UsageError } from './usage-error.ts';

/**
 * Returns the named connection, or the only one. @throws {UsageError} if there is no such connection, or none is named
 * and there is not exactly one
 */
export function chooseConnection({ connections }: ResolvedConfig, name: string | undefined): string {
  const names = Object.keys(connections);
  if (name !== undefined) {
    if (names.includes(name)) return name;
    throw new UsageError(`--connection: there is no connection ${name}; there are ${names.join(', ')}`);
  }
  const [only, ...others] = names;
  if (only === undefined || others.length > 0) {
    throw new UsageError(`Choose a connection: --connection ${names.join(' | ')}`);
  }
  return only;
}
