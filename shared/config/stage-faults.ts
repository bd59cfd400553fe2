import type { ConfigFault } from './explain-faults.ts';
import type { StageSettings } from './stage-schema.ts';

/** Faults between the keys of a stage. */
export function stageFaults(name: string, stage: StageSettings): ConfigFault[] {
  const { alarms, domain, encryptionKeyArn, removal, people } = stage;
  const foreign = (key: string, arn: string | undefined, why: string) =>
    foreignArn(`stages.${name}.${key}`, arn, stage.region, why);
  return [
    // Topics of another account can be notified too, if their policy allows it.
    ...foreign(
      'alarms.topicArn',
      alarms === false ? undefined : alarms.topicArn,
      'an alarm can only notify a topic in its region',
    ),
    ...foreign('domain.certificateArn', domain?.certificateArn, 'expected a certificate of its region'),
    ...foreign('encryptionKeyArn', encryptionKeyArn, 'expected a key of its region'),
    ...(removal === 'destroy' && people.deletionProtection
      ? [
          {
            path: `stages.${name}.removal`,
            message:
              "is 'destroy', but the table is protected: expected people.deletionProtection: false beside it",
          },
        ]
      : []),
  ];
}

function foreignArn(
  path: string,
  arn: string | undefined,
  region: string | undefined,
  why: string,
): ConfigFault[] {
  const arnRegion = arn?.split(':')[3];
  if (region === undefined || arnRegion === undefined || arnRegion === region) return [];
  return [{ path, message: `is in ${arnRegion}, the stage in ${region}: ${why}` }];
}
