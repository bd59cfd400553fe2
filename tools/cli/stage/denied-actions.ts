import { type ContextEntry, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';

/**
 * Returns the actions on a resource that a role is denied by its policies, its permissions boundary or the policies of
 * the organization. Ignores policies of the resource, which IAM does not simulate for a role.
 *
 * @param context values of condition keys that a policy may require
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function deniedActions(
  iam: IAMClient,
  roleArn: string,
  actions: readonly string[],
  resourceArn: string,
  context?: Readonly<Record<string, string>>,
): Promise<string[]> {
  const { EvaluationResults = [] } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: roleArn,
      ActionNames: [...actions],
      ResourceArns: [resourceArn],
      ...(context && { ContextEntries: Object.entries(context).map(toEntry) }),
    }),
  );
  const allowed = new Set(
    EvaluationResults.filter(({ EvalDecision }) => EvalDecision === 'allowed').map(
      ({ EvalActionName }) => EvalActionName,
    ),
  );
  return actions.filter((action) => !allowed.has(action));
}

function toEntry([ContextKeyName, value]: [string, string]): ContextEntry {
  return { ContextKeyName, ContextKeyType: 'string', ContextKeyValues: [value] };
}
