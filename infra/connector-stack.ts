import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ConnectorConfig } from '../shared/config/define-config.ts';
import { resolveConfig } from '../shared/config/resolve.ts';
import { ownStackName } from '../shared/stack-outputs.ts';
import { PurchaselyCustomerio } from './purchasely-customerio.ts';

/** A stack that holds the connector of one stage and nothing else. */
export class ConnectorStack extends Stack {
  /** @throws {ConfigError} */
  constructor(scope: Construct, config: ConnectorConfig, stage: string) {
    const { account, region, stackName, terminationProtection } = resolveConfig(config, stage);
    // The id, by which `cdk deploy` knows it, stays whatever the stack is called.
    super(scope, ownStackName(stage), {
      stackName,
      description: `Carries Purchasely webhooks to Customer.io (${stage})`,
      env: { account, region },
      terminationProtection,
    });
    // `Default` stays out of the names of what it holds.
    new PurchaselyCustomerio(this, 'Default', { stage, config });
  }
}
