import { readFileSync } from 'node:fs';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

const { context }: { context: Readonly<Record<string, unknown>> } = JSON.parse(
  readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'),
);

/** Has the synthesis of an app fail on a finding of cdk-nag or, as `cdk.json` asks for, of CDK's template validation. */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  // The CLI reads it by itself; without, a synthesis is as strict.
  for (const [key, value] of Object.entries(context)) app.node.setContext(key, value);
}
