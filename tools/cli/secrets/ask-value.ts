import type { Session } from '../base/session.ts';
import { UsageError } from '../base/usage-error.ts';
import { flawOf, parseGiven, type SecretValue, SHAPES } from './secret-value.ts';
import type { SecretTarget } from './targets.ts';

/**
 * Reads the new value of a secret from a terminal without echo, or from standard input. An argument or variable would
 * stay in the shell's history and be visible in the list of processes.
 *
 * @throws {UsageError} if it is not a valid value; the message reveals nothing of it
 */
export async function askValue(target: SecretTarget, session: Session): Promise<SecretValue> {
  const { terminal, interrupted } = session;
  const given = terminal.isInteractive
    ? await askFields(target, session)
    : await terminal.readInput(interrupted);
  const value = parseGiven(target.side, given);
  if (value === undefined) {
    const orAlone = target.side === 'purchasely' ? ', or the secret alone' : '';
    throw new UsageError(`Not a value for ${target.which}. Expected ${SHAPES[target.side]}${orAlone}.`);
  }
  const flaw = flawOf(value);
  if (flaw !== undefined) throw new UsageError(`Not a value for ${target.which}: it ${flaw}.`);
  return value;
}

async function askFields({ side, which }: SecretTarget, { terminal, interrupted }: Session): Promise<string> {
  const ask = (what: string) => terminal.askHidden(`${what} (not shown): `, interrupted);
  if (side === 'purchasely') return ask(`Client shared secret of Purchasely for ${which}`);
  return JSON.stringify({
    siteId: await ask(`Site ID of Customer.io for ${which}`),
    apiKey: await ask('API key of this Site ID'),
  });
}
