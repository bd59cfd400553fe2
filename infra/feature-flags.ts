import type { App } from 'aws-cdk-lib';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };

/** They would merge statements of roles, and write `aws` for the partition where the region is known. */
const OFF = ['@aws-cdk/aws-iam:minimizePolicies', '@aws-cdk/core:enablePartitionLiterals'];

/**
 * Sets CDK's feature flags as a new app has them; `cdk synth` counts the unset ones. They leave the templates as they are,
 * which a test holds a new version of CDK to. Two would not, and stay off.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
 */
export function setFeatureFlags(app: App): void {
  for (const [flag, value] of Object.entries(recommended)) {
    app.node.setContext(flag, OFF.includes(flag) ? false : value);
  }
}
