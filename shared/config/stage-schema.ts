import * as z from 'zod';
import { BATCHING_WINDOW_SECONDS, CAMPAIGN_HOURS } from '../messages/timing.ts';
import { arn, awsAccount, awsId, awsRegion } from './aws-schema.ts';
import { closedObject } from './closed-object.ts';

/** Retention periods CloudWatch Logs offers, up to a year. */
const LOG_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365];

/** An alarm looks back a week at most. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_NO_TRAFFIC_HOURS = 168;

/** Of a resource. */
const MAX_TAGS = 50;

/** Longer than Purchasely tries to send a webhook, and than dead letters are kept. */
const MIN_PEOPLE_DAYS = 45;
const MAX_PEOPLE_DAYS = 3_650;

// See docs/decisions/0017-a-wave-of-renewals-is-nothing-special.md.

/** A million renewals are done in ten minutes, with a quarter to spare. */
const MAXIMUM_CONCURRENCY = 10;
/** The most that an account may have in every region. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const THROTTLE = { requestsPerSecond: 2_500, burst: 1_250 };

const alarms = z.union([
  z.literal(false),
  closedObject({
    topicArn: arn(
      'sns',
      // Without the dot of `.fifo`: such a topic notifies queues only, and wakes no one.
      /[\w-]{1,256}/,
      'a standard SNS topic, such as arn:aws:sns:eu-west-1:123456789012:on-call',
    ).optional(),
    noTrafficHours: z
      .union([
        z.literal(false),
        z
          .int('expected a whole number')
          .min(1, 'expected at least 1')
          .max(MAX_NO_TRAFFIC_HOURS, `expected at most ${MAX_NO_TRAFFIC_HOURS}: no alarm looks back further`),
      ])
      .default(24),
  }),
]);

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const tags = z
  .record(
    z
      .string()
      .regex(
        /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
        'expected at most 128 letters, digits, spaces and _.:/=+-@, and not `aws:` first',
      ),
    z
      .string()
      .regex(
        /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
        'expected at most 256 letters, digits, spaces and _.:/=+-@',
      ),
  )
  .refine((given) => Object.keys(given).length <= MAX_TAGS, `expected at most ${MAX_TAGS} tags`);

const vpc = closedObject({
  subnetIds: z.array(awsId('subnet')).min(1, 'expected at least one'),
  securityGroupIds: z.array(awsId('sg')).min(1, 'expected at least one'),
  functions: z
    .array(z.enum(['receive', 'deliver', 'dead-letter-widget']))
    .min(1, 'expected at least one')
    .default(['receive']),
  proxy: closedObject({
    url: z
      .string()
      .regex(
        /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?\/?$/i,
        'expected the URL of a proxy without user and password, such as http://proxy.example.internal:3128',
      ),
    noProxy: z
      .array(z.string().regex(/^[^\s,]+$/, 'expected a host or a domain, such as .amazonaws.com'))
      .default([]),
  }).optional(),
});

const domain = closedObject({
  name: z
    .string()
    .regex(
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      'expected a domain name in lower case, such as webhooks.example.com',
    ),
  certificateArn: arn(
    'acm',
    /certificate\/[\w-]+/,
    'a certificate of ACM, such as arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
  ).optional(),
  hostedZoneId: z
    .string()
    .regex(/^Z[A-Z0-9]{1,31}$/, 'expected the id of a hosted zone, such as Z0123456789ABCDEFGHIJ')
    .optional(),
  keepDefaultUrl: z.boolean('expected true or false').default(true),
}).refine(
  ({ certificateArn, hostedZoneId }) => certificateArn !== undefined || hostedZoneId !== undefined,
  'expected certificateArn, or hostedZoneId, in which a certificate is validated, or both',
);

const dashboard = z.union([
  z.boolean(),
  closedObject({
    deadLetterWidget: z.boolean('expected true or false').default(true),
    runbookUrl: z
      .string()
      .refine(
        (text) => URL.canParse(text) && new URL(text).protocol === 'https:',
        'expected an https URL, such as https://git.example.com/connector/blob/main/docs/runbook.md',
      )
      .refine((text) => !text.includes('#'), 'expected no # in it: the entry comes behind it')
      .optional(),
  }),
]);

/** A stage of `connector.config.ts`: every check and every default. */
export const stageSchema = closedObject({
  account: awsAccount.optional(),
  region: awsRegion.optional(),
  stackName: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'expected 1 to 128 letters, digits and hyphens, a letter first')
    .optional(),
  namePrefix: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/, 'expected 1 to 40 letters, digits and hyphens, a letter first')
    .optional(),
  tags: tags.default({}),
  permissionsBoundary: z
    .string()
    .regex(
      /^arn:aws(-[a-z]+)*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/,
      'expected the ARN of a managed policy, such as arn:aws:iam::123456789012:policy/boundary',
    )
    .optional(),
  terminationProtection: z.boolean('expected true or false').default(false),
  retryForHours: z
    .number()
    .min(1, 'expected at least 1')
    .max(CAMPAIGN_HOURS, `expected at most ${CAMPAIGN_HOURS}: an older event starts no campaign`)
    .default(24),
  maximumConcurrency: z
    .int('expected a whole number')
    .min(2, 'expected at least 2, the least that SQS takes')
    .max(1000, 'expected at most 1000')
    .default(MAXIMUM_CONCURRENCY),
  batchingWindowSeconds: z
    .int('expected a whole number')
    .min(1, 'expected at least 1: without a window Lambda takes ten webhooks at most')
    .max(20, 'expected at most 20: the tools take a longer wait for a fault')
    .default(BATCHING_WINDOW_SECONDS),
  receiveConcurrency: z.int('expected a whole number').min(1, 'expected at least 1').optional(),
  throttle: closedObject({
    requestsPerSecond: z
      .int('expected a whole number')
      .min(1, 'expected at least 1')
      .default(THROTTLE.requestsPerSecond),
    burst: z.int('expected a whole number').min(1, 'expected at least 1').default(THROTTLE.burst),
  }).prefault({}),
  logRetentionDays: z
    .number()
    .refine((days) => LOG_RETENTION_DAYS.includes(days), `expected one of ${LOG_RETENTION_DAYS.join(', ')}`)
    .meta({ enum: LOG_RETENTION_DAYS })
    .default(30),
  accessLogClass: z.enum(['STANDARD', 'INFREQUENT_ACCESS']).default('STANDARD'),
  tracing: z.boolean('expected true or false').default(false),
  domain: domain.optional(),
  vpc: vpc.optional(),
  encryptionKeyArn: arn(
    'kms',
    /key\/[\w-]+/,
    'a KMS key and no alias, such as arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555',
  ).optional(),
  removal: z.enum(['retain', 'destroy']).default('retain'),
  people: closedObject({
    retentionDays: z
      .int('expected a whole number')
      .min(MIN_PEOPLE_DAYS, `expected at least ${MIN_PEOPLE_DAYS}: Purchasely may send a webhook that late`)
      .max(MAX_PEOPLE_DAYS, `expected at most ${MAX_PEOPLE_DAYS}: ten years`)
      .default(800),
    deletionProtection: z.boolean('expected true or false').default(true),
  }).prefault({}),
  dashboard: dashboard.default(false),
  alarms: alarms.prefault({}),
});

export type StageSettings = z.output<typeof stageSchema>;
