import type { StageConfig } from '../../shared/config/define-config.ts';
import { ROLE_NEEDS, type StageArns } from '../../tools/cli/doctor/role-needs.ts';
import { SETTINGS } from '../../tools/docs/every-setting.ts';
import { configOf, relaying } from './config-of.ts';
import { grantsOf, synthesized } from './synthesized.ts';

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
