import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { PROXYING } from './proxy.ts';
import type { AwsChoice } from './stage.ts';

/**
 * Returns the settings of all SDK clients. The SDK reads missing ones from the environment, then the profile.
 * AWS_DEFAULT_REGION is added here: the AWS CLI and CDK read it, the SDK does not.
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
