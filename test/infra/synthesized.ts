import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { synthesizeStage } from '../../infra/synthesize.ts';
import type { FunctionName } from '../../shared/stack-outputs.ts';
import type { IamPolicy } from '../support/iam-policy.ts';
import { configOf } from './config-of.ts';

// The checks have a test of their own, synthesize.test.ts, and starting the validator takes a second and a half a file.
process.env['CDK_VALIDATION'] = 'false';

/** The template of a stage, without its bundles. */
export async function synthesized(config = configOf(), stage = 'test'): Promise<Template> {
  const outdir = mkdtempSync(join(tmpdir(), 'infra-'));
  try {
    const path = await synthesizeStage(stage, { outdir, bundle: false, config });
    return Template.fromJSON(JSON.parse(readFileSync(path, 'utf8')));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** All that the role of a function is allowed: `action on resource`, with its conditions, in alphabetical order. */
export function grantsOf(template: Template, functionName: FunctionName): string[] {
  const { statements, managed } = policiesOf(template, functionName);
  return [
    ...managed.map((arn) => `managed policy ${toText(arn)}`),
    ...statements.flatMap(({ Effect, Action, Resource, Condition }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((resource) => {
          const grant = `${action} on ${toText(resource)}${conditionsOf(Condition)}`;
          return Effect === 'Allow' ? grant : `${Effect} ${grant}`;
        }),
      ),
    ),
  ].sort();
}

/** The same as a policy that can be asked whether it allows something. */
export function policyOf(template: Template, functionName: FunctionName): IamPolicy {
  const { statements } = policiesOf(template, functionName);
  const toArn = (value: unknown) => toText(value).replace('AWS::Partition', 'aws');
  return {
    Statement: statements.map(({ Action, Resource, Condition = {} }) => ({
      Effect: 'Allow',
      Action: [Action].flat(),
      Resource: [Resource].flat().map(toArn),
      Condition: Object.fromEntries(
        Object.entries(Condition).map(([operator, test]) => [
          operator,
          Object.fromEntries(Object.entries(test).map(([key, value]) => [key, [value].flat().map(toArn)])),
        ]),
      ),
    })),
  };
}

function policiesOf(template: Template, functionName: FunctionName) {
  const [lambda] = Object.values(
    template.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: functionName } } },
    }),
  );
  const roleId: string = lambda?.['Properties'].Role['Fn::GetAtt'][0];
  const role = template.findResources('AWS::IAM::Role')[roleId]?.['Properties'];
  const attached = Object.values(template.findResources('AWS::IAM::Policy'))
    .map((policy) => policy['Properties'])
    .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === roleId));
  const statements: Statement[] = [...role.Policies, ...attached].flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
  return { statements, managed: (role.ManagedPolicyArns ?? []) as unknown[] };
}

function conditionsOf(condition: Statement['Condition'] = {}): string {
  const tests = Object.values(condition).flatMap((test) => Object.entries(test));
  return tests.map(([key, value]) => `, ${key} ${[value].flat().map(toText).join(' or ')}`).join('');
}

/** A value of a template as one readable text: `QueuesEvents.Arn`, without the hash of the id. */
export function toText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return withoutHash(String(value.Ref));
  if ('Fn::GetAtt' in value) return (value['Fn::GetAtt'] as string[]).map(withoutHash).join('.');
  if ('Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
    return parts.map(toText).join(separator);
  }
  return JSON.stringify(value);
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
