import '../../../shared/needed-node.mjs';
import { App, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import { PipelineRoles } from './roles.ts';

/**
 * Context: `-c repository=owner/name -c stages=staging,prod`, and `-c provider=ARN` if the account already has a
 * provider for GitHub.
 */
const app = new App();
const context = (key: string): string | undefined => app.node.tryGetContext(key);
const repository = context('repository');
const stages = context('stages');
if (repository === undefined || stages === undefined) {
  console.error('Which repository and stages? -c repository=owner/name -c stages=staging,prod');
  process.exitCode = 1;
} else {
  // Deployed by an administrator with their own permissions.
  const stack = new Stack(app, 'PurchaselyCustomerioPipeline', {
    description: `Roles of the workflows of ${repository}`,
    synthesizer: new LegacyStackSynthesizer(),
  });
  new PipelineRoles(stack, 'Roles', {
    repository,
    stages: stages.split(','),
    providerArn: context('provider'),
  });
}
