import type { App } from 'aws-cdk-lib';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };

/**
 * Flags that would change templates: they merge statements of roles, and write `aws` for the partition if the region is
 * known.
 */
const OFF = ['@aws-cdk/aws-iam:minimizePolicies', '@aws-cdk/core:enablePartitionLiterals'];

/**
 * Sets CDK's feature flags as in a new app, because `cdk synth` warns about unset ones. They do not change the
 * templates, which a test checks for new versions of CDK. Two flags would, and stay off.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
 */
export function setFeatureFlags(app: App): void {
  for (const [flag, value] of Object.entries(recommended)) {
    app.node.setContext(flag, OFF.includes(flag) ? false : value);
  }
}
