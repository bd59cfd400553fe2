import { type Check, check, type Finding, finding, ok, type Verdict } from '../base/checks.ts';
import type { Stage } from '../stage/stage.ts';
import { judgePair } from './judge-pair.ts';
import { probeRegion } from './probe-region.ts';
import { readStored, type StoredSecret } from './read-stored.ts';
import { flawOf, parseStored, type SecretValue, SHAPES } from './secret-value.ts';
import { type SecretTarget, secretTargets } from './targets.ts';

/** Checks every secret of a stage: exists, is filled, has the right shape. Checks key pairs with Customer.io. */
export function inspectSecrets(stage: Stage, interrupted: AbortSignal): Promise<Check[]> {
  return Promise.all(
    secretTargets(stage.config).map((target) =>
      check(`secret ${target.which}`, () => inspect(stage, target, interrupted)),
    ),
  );
}

async function inspect(stage: Stage, target: SecretTarget, interrupted: AbortSignal): Promise<Verdict> {
  const judged = judgeStored(target, await readStored(stage.secrets, target.name), stage);
  if ('state' in judged) return judged;
  if (target.side === 'purchasely' || judged.side === 'purchasely') return ok('filled');
  const origin = stage.trackOrigins[target.region];
  return judgePair(target, stage.options, await probeRegion(origin, judged.fields, interrupted));
}

/** Returns the value of a secret, or a finding if it is not usable. */
function judgeStored(target: SecretTarget, stored: StoredSecret, stage: Stage): SecretValue | Verdict {
  const fill = `npm run secrets -- set ${target.which} ${stage.options}`;
  switch (stored.kind) {
    case 'absent':
      return judgeAbsent(target, stored.why, stage);
    case 'empty':
      return finding(`${target.name} is empty`, fill);
    case 'unreadable':
      return finding(
        `${target.name} cannot be read (${stored.cause})`,
        'Use an identity with secretsmanager:GetSecretValue and DescribeSecret on it, and kms:Decrypt if its key is customer managed.',
      );
    case 'text': {
      const value = parseStored(target.side, stored.text);
      if (value === undefined) return finding(`${target.name} is not ${SHAPES[target.side]}`, fill);
      const flaw = flawOf(value);
      return flaw === undefined ? value : finding(`${target.name} ${flaw}`, fill);
    }
  }
}

/** Returns the finding about a missing or deleted secret, with the way to create or restore it. */
export function judgeAbsent(
  { name, created }: SecretTarget,
  why: 'missing' | 'deleted',
  { howToDeploy, awsOptions }: Pick<Stage, 'howToDeploy' | 'awsOptions'>,
): Finding {
  if (why === 'deleted') {
    return finding(
      `${name} was deleted`,
      `aws secretsmanager restore-secret --secret-id ${name} ${awsOptions}`,
    );
  }
  return finding(
    `${name} does not exist`,
    created
      ? howToDeploy
      : `Create it (aws secretsmanager create-secret --name ${secretNameOf(name)} ${awsOptions}), or correct secretName in connector.config.ts and deploy.`,
  );
}

/** Returns the name of a secret, given its name or ARN. */
function secretNameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn.replace(/^.*:secret:/, '').replace(/-[A-Za-z0-9]{6}$/, '')
    : nameOrArn;
}
