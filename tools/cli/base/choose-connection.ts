import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { UsageError } from './usage-error.ts';

/** The connection that is named, or the only one there is. @throws {UsageError} if there is none, or no telling which */
export function chooseConnection({ connections }: ResolvedConfig, name: string | undefined): string {
  const names = Object.keys(connections);
  if (name !== undefined) {
    if (names.includes(name)) return name;
    throw new UsageError(`--connection: there is no connection ${name}; there are ${names.join(', ')}`);
  }
  const [only, ...others] = names;
  if (only === undefined || others.length > 0) {
    throw new UsageError(`Which connection? --connection ${names.join(' | ')}`);
  }
  return only;
}
