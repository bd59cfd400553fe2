import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ConnectorConfig } from '../shared/config/define-config.ts';
import { resolveConfig } from '../shared/config/resolve.ts';
import { ownStackName } from '../shared/stack-outputs.ts';
import { PurchaselyCustomerio } from './purchasely-customerio.ts';

/** A stack with the connector of one stage and nothing else. */
export class ConnectorStack extends Stack {
  /** @throws {ConfigError} */
  constructor(scope: Construct, config: ConnectorConfig, stage: string) {
    const { account, region, stackName, terminationProtection } = resolveConfig(config, stage);
    // `cdk deploy` uses this id, whatever the name of the stack.
    super(scope, ownStackName(stage), {
      stackName,
      description: `Carries Purchasely webhooks to Customer.io (${stage})`,
      env: { account, region },
      terminationProtection,
    });
    // CDK leaves `Default` out of the names of resources.
    new PurchaselyCustomerio(this, 'Default', { stage, config });
  }
}
