import { readFileSync } from 'node:fs';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

const { context }: { context: Readonly<Record<string, unknown>> } = JSON.parse(
  readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'),
);

/**
 * Makes the synthesis of an app fail on a finding of cdk-nag or, as set in `cdk.json`, of CDK's template validation.
 */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  // The CLI reads this file itself. Set here too, so that a synthesis without the CLI is as strict.
  for (const [key, value] of Object.entries(context)) app.node.setContext(key, value);
}
