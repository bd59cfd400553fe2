import { ROLE_NEEDS, type StageArns } from '../../tools/cli/doctor/role-needs.ts';
import { configOf, relaying } from './config-of.ts';
import { grantsOf, synthesized } from './synthesized.ts';

/** The names that the template has for what it grants. */
const arns: StageArns = {
  eventsQueue: 'QueuesEvents.Arn',
  deadLetterQueue: 'QueuesDeadLetters.Arn',
  peopleTable: 'PeopleTable.Arn',
  purchaselySecrets: [{ arn: 'Secretscinemapurchasely' }],
  customerioSecrets: [{ arn: 'Secretscinemaproduction' }, { arn: 'Secretscinemasandbox' }],
  copies: ['arn:aws:sqs:eu-west-1:210987654321:webhooks'],
};

test.each(['receive', 'deliver'] as const)(
  'doctor asks for all that the role of %s is granted',
  async (name) => {
    const template = await synthesized(configOf({ cinema: relaying }));

    const needed = ROLE_NEEDS[name](arns).flatMap(({ actions, resource }) =>
      actions.map((action) => `${action} on ${resource}`),
    );

    const granted = grantsOf(template, name).filter((grant) => !/^logs:|key\/\*/.test(grant));
    expect(needed.toSorted()).toEqual(granted);
  },
);
