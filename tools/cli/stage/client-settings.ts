import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { PROXYING } from './proxy.ts';
import type { AwsChoice } from './stage.ts';

/**
 * Settings of every client of the SDK. The SDK finds missing ones in its usual places: the environment, then the profile. The AWS
 * CLI and CDK also know AWS_DEFAULT_REGION, which the SDK does not.
 */
export function clientSettings({ region: own }: Pick<ResolvedConfig, 'region'>, aws: AwsChoice) {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const region = aws.region ?? own ?? AWS_REGION ?? AWS_DEFAULT_REGION;
  const { profile } = aws;
  return {
    ...PROXYING,
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  };
}
