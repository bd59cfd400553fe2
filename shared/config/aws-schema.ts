import * as z from 'zod';

const REGION = '[a-z]{2}(-[a-z]+)+-\\d';

export const awsAccount = z.string().regex(/^\d{12}$/, 'expected an AWS account: twelve digits, in quotes');

export const awsRegion = z
  .string()
  .regex(new RegExp(`^${REGION}$`), 'expected an AWS region, such as eu-west-1');

/** @param kind such as `subnet` */
export const awsId = (kind: string) =>
  z
    .string()
    .regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `expected an id such as ${kind}-0123456789abcdef0`);

/** `arn:aws:<service>:<region>:<account>:`, as the text of a pattern. */
export const arnPrefix = (service: string) => `arn:aws(-[a-z]+)*:${service}:${REGION}:\\d{12}:`;

/**
 * An ARN of a region.
 *
 * @param resource what follows the account
 * @param what such as `an SQS queue, such as arn:…`
 */
export const arn = (service: string, resource: RegExp, what: string) =>
  z.string().regex(new RegExp(`^${arnPrefix(service)}${resource.source}$`), `expected the ARN of ${what}`);
