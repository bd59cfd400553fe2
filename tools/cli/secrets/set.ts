import type { Command } from 'commander';
import { createAudit } from '../base/audit.ts';
import { finding, ok, type Verdict } from '../base/checks.ts';
import { assertConfirmable, type ConfirmOptions, isConfirmed } from '../base/confirm.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { askValue } from './ask-value.ts';
import { judgeAbsent } from './inspect-secrets.ts';
import { judgePair } from './judge-pair.ts';
import { probeRegion } from './probe-region.ts';
import { readStored, type StoredSecret } from './read-stored.ts';
import { areSame, parseStored, type SecretValue } from './secret-value.ts';
import { type StoredVersion, storeSecret } from './store-secret.ts';
import { findTarget, type SecretTarget } from './targets.ts';
import { describeStored, type FateOfPrevious, tellEnd, tellRefused } from './tell.ts';

interface SetOptions extends StageOptions, ConfirmOptions {
  readonly force?: boolean;
  readonly again?: boolean;
}

export function addSet(secrets: Command, run: Run): void {
  const command = secrets
    .command('set')
    .summary('check a value and store it')
    .description(
      'Stores a new value. Prompts for it without echo, or without a terminal reads it from standard input, as JSON ' +
        '({"siteId":"…","apiKey":"…"} or {"sharedSecret":"…"}, for Purchasely also the secret alone). Stores a key pair ' +
        'only if Customer.io accepts it in the configured region. The previous Purchasely secret stays ' +
        'accepted until another one is stored. Does not store the current value again. Needs no deployment. ' +
        'The audit log records who stored a secret and when, but not the value.',
    )
    .argument('<which>', '<connection>/purchasely, <connection>/customerio-production or …-sandbox')
    .option('--force', 'store a key pair without asking Customer.io')
    .option(
      '--again',
      'store the current value again, so that the previous one is no longer accepted, as after a leak',
    )
    .option('--dry-run', 'check the value, store nothing')
    .option('--yes', 'do not ask; required without a terminal, except for the local stage')
    // The parser repeats unexpected arguments, which may be a secret in the wrong place.
    .configureOutput({ outputError: (text, write) => write(text.replace(/(=|got \d+: ).*/s, '$1…')) })
    .action((which: string, options: SetOptions) =>
      run(options, (session) => setSecret(session, which, options)),
    );
  withStageOptions(withAuditOption(command), [
    'cinema/purchasely',
    'cinema/customerio-production --stage prod',
    'cinema/customerio-sandbox --dry-run < pair.json',
    'cinema/purchasely --stage prod --yes < secret.txt',
  ]);
}

async function setSecret(session: Session, which: string, options: SetOptions): Promise<ExitCode> {
  const { stage, terminal } = session;
  const target = findTarget(stage.config, which);
  if (!stage.isLocal) assertConfirmable(session, options);
  const before = await readStored(stage.secrets, target.name);
  if (before.kind === 'absent') {
    return tellRefused(session, target, judgeAbsent(target, before.why, stage));
  }

  const value = await askValue(target, session);
  const verdict = await judge(session, target, value, options.force === true);
  if (verdict.state === 'finding') return tellRefused(session, target, verdict);
  terminal.note(`${which} is ${target.name}, stage ${stage.name}: ${verdict.what}.`);

  const known = before.kind === 'text' ? parseStored(target.side, before.text) : undefined;
  const isKnown = areSame(value, known);
  // If stored again by mistake, the previous version would be the same value too.
  if (isKnown && !options.again) return tellEnd(session, target, 'Already stored. Nothing was done.');
  if (options.dryRun) return tellEnd(session, target, 'It would be stored.');
  if (!stage.isLocal && !(await isConfirmed(session, options))) return EXIT.problems;

  const version = await store(session, target, value, options);
  const words = describeStored(target, version, fateOf(before, known, isKnown));
  return tellEnd(session, target, words, version);
}

function fateOf({ kind }: StoredSecret, known: SecretValue | undefined, isKnown: boolean): FateOfPrevious {
  if (kind === 'unreadable') return 'unknown';
  if (known === undefined) return 'none';
  return isKnown ? 'retired' : 'accepted';
}

/** Returns whether a value may be stored. Checks a key pair with Customer.io. */
async function judge(
  { stage, interrupted }: Session,
  target: SecretTarget,
  value: SecretValue,
  isForced: boolean,
): Promise<Verdict> {
  if (target.side === 'purchasely' || value.side === 'purchasely') return ok('shape is right');
  if (isForced) return ok('not checked');
  const outcome = await probeRegion(stage.trackOrigins[target.region], value.fields, interrupted);
  const verdict = judgePair(target, stage.options, outcome);
  if (verdict.state !== 'finding') return verdict;
  return finding(verdict.what, `${verdict.fix} To store it unchecked, use --force.`);
}

async function store(
  session: Session,
  { name }: SecretTarget,
  value: SecretValue,
  { force = false }: SetOptions,
): Promise<StoredVersion> {
  const audit = await createAudit(session);
  const entry = { command: 'secrets set', filter: { secret: name, force } };
  await audit({ ...entry, what: 'begins' });
  const version = await storeSecret(session.stage.secrets, name, value);
  await audit({ ...entry, what: 'ends' });
  return version;
}
