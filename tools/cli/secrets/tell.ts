import type { Finding } from '../base/checks.ts';
import { EXIT, type ExitCode, type Session } from '../base/session.ts';
import type { StoredVersion } from './store-secret.ts';
import type { SecretTarget } from './targets.ts';

/** Prints why nothing was stored and how to fix it, as text or JSON. */
export async function tellRefused(
  { stage, terminal, isJson }: Session,
  { which, name }: SecretTarget,
  { what, fix }: Finding,
): Promise<ExitCode> {
  if (isJson) {
    const result = { stage: stage.name, which, secret: name, stored: false, finding: what, fix };
    await terminal.print(JSON.stringify(result));
  } else {
    terminal.note(`Nothing was stored: ${what}.`);
    terminal.note(fix);
  }
  return EXIT.problems;
}

/** Prints the result, as text or JSON. */
export async function tellEnd(
  { stage, terminal, isJson }: Session,
  { which, name }: SecretTarget,
  words: string,
  version?: StoredVersion,
): Promise<ExitCode> {
  if (isJson) {
    const result = { stage: stage.name, which, secret: name, stored: version !== undefined, ...version };
    await terminal.print(JSON.stringify(result));
  } else {
    await terminal.print(words);
  }
  return EXIT.ok;
}

/** State of the previous Purchasely secret. */
export type FateOfPrevious = 'none' | 'accepted' | 'retired' | 'unknown';

const FATES: Record<FateOfPrevious, string> = {
  none: 'No other secret is accepted.',
  accepted: 'The previous secret is AWSPREVIOUS and stays accepted until another one is stored.',
  retired:
    'No other secret is accepted. Functions that already run may accept the previous one for one more hour.',
  unknown: 'The previous secret, if any, is AWSPREVIOUS and stays accepted until another one is stored.',
};

/** Returns the message after a value was stored. */
export function describeStored(
  { side }: SecretTarget,
  { versionId, versionStages }: StoredVersion,
  previous: FateOfPrevious,
): string {
  const next =
    side === 'purchasely'
      ? FATES[previous]
      : 'deliver uses it within 5 minutes, and at once if Customer.io refuses the previous pair.';
  return `Stored: version ${versionId} is now ${versionStages.join(', ')}. ${next}`;
}
