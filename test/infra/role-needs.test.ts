import type { StageConfig } from '../../shared/config/define-config.ts';
import { ROLE_NEEDS, type StageArns } from '../../tools/cli/doctor/role-needs.ts';
import { SETTINGS } from '../../tools/docs/every-setting.ts';
import { allows } from '../support/iam-policy.ts';
import { configOf, relaying } from './config-of.ts';
import { grantsOf, policyOf, synthesized } from './synthesized.ts';

const { encryptionKeyArn } = SETTINGS.encryptionKeyArn;

/** The names that the template has for what it grants. */
const arns: StageArns = {
  eventsQueue: 'QueuesEvents.Arn',
  deadLetterQueue: 'QueuesDeadLetters.Arn',
  peopleTable: 'PeopleTable.Arn',
  purchaselySecrets: [{ arn: 'Secretscinemapurchasely' }],
  customerioSecrets: [{ arn: 'Secretscinemaproduction' }, { arn: 'Secretscinemasandbox' }],
  copies: ['arn:aws:sqs:eu-west-1:210987654321:webhooks'],
};
const withKey = <Secret extends object>(secret: Secret) => ({ ...secret, keyArn: encryptionKeyArn });

describe.each<{ what: string; stage: StageConfig; arns: StageArns }>([
  { what: 'keys of AWS', stage: { dashboard: true }, arns },
  {
    what: 'a key of its own',
    stage: { encryptionKeyArn, dashboard: true },
    arns: {
      ...arns,
      purchaselySecrets: arns.purchaselySecrets.map(withKey),
      customerioSecrets: arns.customerioSecrets.map(withKey),
      encryptionKey: encryptionKeyArn,
    },
  },
])('on a stage with $what', ({ stage, arns }) => {
  test.each(['receive', 'deliver', 'dead-letter-widget'] as const)(
    'doctor asks for all that the role of %s is granted',
    async (name) => {
      const template = await synthesized(configOf({ cinema: relaying }, stage));

      const needed = ROLE_NEEDS[name](arns).flatMap(({ actions, resource }) =>
        actions.map((action) => `${action} on ${resource}`),
      );

      const granted = grantsOf(template, name)
        .filter((grant) => !/^logs:|key\/\*/.test(grant))
        .map((grant) => grant.replace(/, .*/, ''));
      expect([...new Set(needed)].sort()).toEqual([...new Set(granted)].sort());
    },
  );
});

test.each([
  {
    what: 'by its name',
    secretName: 'theirs',
    arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:theirs-AbC123',
  },
  {
    what: 'of another account',
    secretName: 'arn:aws:secretsmanager:eu-west-1:210987654321:secret:theirs',
    arn: 'arn:aws:secretsmanager:eu-west-1:210987654321:secret:theirs-AbC123',
  },
])('receive may do what doctor asks about the key of a secret $what, and decrypt no other', async (given) => {
  const { secretName, arn } = given;
  const cinema = { ...relaying, purchasely: { secretName } };
  const stage = { ...SETTINGS.account, ...SETTINGS.region };
  const policy = policyOf(await synthesized(configOf({ cinema }, stage)), 'receive');
  const mayDecrypt = (secretArn: string) => {
    const keyArn = `${secretArn.replace('secretsmanager', 'kms').replace(/secret:.*/, '')}key/any`;
    const needs = ROLE_NEEDS.receive({ ...arns, purchaselySecrets: [{ arn: secretArn, keyArn }] });
    const need = needs.find(({ resource }) => resource === keyArn);
    return allows(policy, 'kms:Decrypt', keyArn, need?.context);
  };

  expect(mayDecrypt(arn)).toBe(true);
  expect(mayDecrypt(arn.replace('theirs', 'others'))).toBe(false);
});
