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
    .summary('store a value, after it was checked')
    .description(
      'Stores a new value. At a terminal it is asked for and not shown; else it comes from standard input, as JSON ' +
        '({"siteId":"…","apiKey":"…"} or {"sharedSecret":"…"}), of Purchasely also the secret alone. A key pair is stored ' +
        'only if Customer.io takes it, in the region that is configured. The Purchasely secret before this one goes on being ' +
        'accepted, until another one is stored; a value that is there already is not stored again. No deployment is needed. ' +
        'Two lines in the audit log say who stored something and when, and nothing of it.',
    )
    .argument('<which>', '<connection>/purchasely, <connection>/customerio-production or …-sandbox')
    .option('--force', 'store a key pair without asking Customer.io')
    .option(
      '--again',
      'store what is there already: the secret before it is accepted no longer, as after a leak',
    )
    .option('--dry-run', 'check the value and store nothing')
    .option('--yes', 'do not ask; needed where there is no terminal, but for the local stage')
    // What the parser repeats may be the secret, put where it does not belong.
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
  // Once more by mistake, and the version before it would be the same too.
  if (isKnown && !options.again) return tellEnd(session, target, 'It is stored already: nothing was done.');
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

/** Whether a value may be stored: of a key pair, Customer.io says so. */
async function judge(
  { stage, interrupted }: Session,
  target: SecretTarget,
  value: SecretValue,
  isForced: boolean,
): Promise<Verdict> {
  if (target.side === 'purchasely' || value.side === 'purchasely') return ok('the shape is right');
  if (isForced) return ok('not checked');
  const outcome = await probeRegion(stage.trackOrigins[target.region], value.fields, interrupted);
  const verdict = judgePair(target, stage.options, outcome);
  if (verdict.state !== 'finding') return verdict;
  return finding(verdict.what, `${verdict.fix} Or store it unchecked: --force.`);
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
