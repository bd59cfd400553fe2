/** Region of all prices, and when they were last checked. Further tiers are cheaper. */
export const PRICES_OF = { region: 'us-east-1', seen: '2026-06' } as const;

interface Price {
  /** Dollars for `per` units in the first tier, before the free tier. */
  readonly usd: number;
  readonly per: number;
  /** In the plural. */
  readonly unit: string;
  /** The free tier, which is not subtracted. */
  readonly free: string;
  /** AWS's price page. */
  readonly source: string;
  /** `stated`: read on AWS's page. `reported`: others report it from AWS's page, in the year of `PRICES_OF`. */
  readonly certainty: 'stated' | 'reported';
}

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const SECRETS_MANAGER = 'https://aws.amazon.com/secrets-manager/pricing/';

/** Prices of the services that the connector uses. */
export const PRICES = {
  httpApiRequest: {
    usd: 1,
    per: 1e6,
    unit: 'HTTP API requests, each 512 kB',
    free: '1 million a month, for a year',
    source: 'https://aws.amazon.com/api-gateway/pricing/',
    certainty: 'stated',
  },
  lambdaRequest: {
    usd: 0.2,
    per: 1e6,
    unit: 'Lambda requests',
    free: '1 million a month',
    source: LAMBDA,
    certainty: 'reported',
  },
  lambdaGbSecond: {
    usd: 13.3334,
    per: 1e6,
    unit: 'Lambda GB-seconds on arm64',
    free: '400,000 a month',
    source: LAMBDA,
    certainty: 'reported',
  },
  sqsRequest: {
    usd: 0.4,
    per: 1e6,
    unit: 'SQS requests to a standard queue, each 64 kB',
    free: '1 million a month',
    source: 'https://aws.amazon.com/sqs/pricing/',
    certainty: 'reported',
  },
  tableReadUnit: {
    usd: 0.125,
    per: 1e6,
    unit: 'DynamoDB read request units on demand, each 4 kB',
    free: 'none',
    source: DYNAMODB,
    certainty: 'reported',
  },
  tableWriteUnit: {
    usd: 0.625,
    per: 1e6,
    unit: 'DynamoDB write request units on demand, each 1 kB',
    free: 'none',
    source: DYNAMODB,
    certainty: 'reported',
  },
  tableGbMonth: {
    usd: 0.25,
    per: 1,
    unit: 'GB in DynamoDB, a month',
    free: '25 GB',
    source: DYNAMODB,
    certainty: 'reported',
  },
  tableBackupGbMonth: {
    usd: 0.2,
    per: 1,
    unit: 'GB in DynamoDB with point-in-time recovery, a month',
    free: 'none',
    source: DYNAMODB,
    certainty: 'reported',
  },
  secretRead: {
    usd: 0.05,
    per: 10_000,
    unit: 'Secrets Manager API calls',
    free: 'none',
    source: SECRETS_MANAGER,
    certainty: 'reported',
  },
  secretMonth: {
    usd: 0.4,
    per: 1,
    unit: 'secrets, a month',
    free: 'none',
    source: SECRETS_MANAGER,
    certainty: 'reported',
  },
  logGb: {
    usd: 0.5,
    per: 1,
    unit: 'GB into CloudWatch Logs',
    free: '5 GB a month',
    source: CLOUDWATCH,
    certainty: 'reported',
  },
  logGbMonth: {
    usd: 0.03,
    per: 1,
    unit: 'GB in CloudWatch Logs for a month, compressed',
    free: 'in the 5 GB',
    source: CLOUDWATCH,
    certainty: 'reported',
  },
  metricMonth: {
    usd: 0.3,
    per: 1,
    unit: 'custom metrics, a month, by the hours they come up',
    free: '10',
    source: CLOUDWATCH,
    certainty: 'reported',
  },
  alarmMetricMonth: {
    usd: 0.1,
    per: 1,
    unit: 'metrics that alarms watch, a month',
    free: '10',
    source: CLOUDWATCH,
    certainty: 'reported',
  },
  dashboardMonth: {
    usd: 3,
    per: 1,
    unit: 'dashboards, a month',
    free: '3',
    source: CLOUDWATCH,
    certainty: 'reported',
  },
  trace: {
    usd: 5,
    per: 1e6,
    unit: 'X-Ray traces recorded',
    free: '100,000 a month',
    source: 'https://aws.amazon.com/xray/pricing/',
    certainty: 'stated',
  },
  gbOut: {
    usd: 0.09,
    per: 1,
    unit: 'GB out to the Internet',
    free: '100 GB a month',
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer',
    certainty: 'reported',
  },
} as const satisfies Record<string, Price>;

/** Returns the price of a number of units, in dollars. */
export function usdOf(name: keyof typeof PRICES, units: number): number {
  const { usd, per } = PRICES[name];
  return (units * usd) / per;
}
