import type { Finding } from '../base/checks.ts';
import { EXIT, type ExitCode, type Session } from '../base/session.ts';
import type { StoredVersion } from './store-secret.ts';
import type { SecretTarget } from './targets.ts';

/** Says why nothing was stored, and what to do, to a person or to a script. */
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

/** Says how it ended, to a person or to a script. */
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

/** What becomes of the Purchasely secret that was there before. */
export type FateOfPrevious = 'none' | 'accepted' | 'retired' | 'unknown';

const FATES: Record<FateOfPrevious, string> = {
  none: 'No other secret is accepted.',
  accepted: 'The secret before it is AWSPREVIOUS and goes on being accepted, until another one is stored.',
  retired:
    'No other secret is accepted; a function that runs already may take the one before it for an hour more.',
  unknown:
    'The secret before it, if there was one, is AWSPREVIOUS and goes on being accepted, until another one is stored.',
};

/** What somebody who has just stored a value has to know. */
export function describeStored(
  { side }: SecretTarget,
  { versionId, versionStages }: StoredVersion,
  previous: FateOfPrevious,
): string {
  const next =
    side === 'purchasely'
      ? FATES[previous]
      : 'deliver takes it within 5 minutes, and at once if Customer.io refuses the pair before it.';
  return `Stored: version ${versionId} is ${versionStages.join(', ')} now. ${next}`;
}
