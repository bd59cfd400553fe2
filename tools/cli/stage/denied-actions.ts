import { type ContextEntry, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';

/**
 * Which actions on a resource the policies of a role do not allow, with its permissions boundary and what the organization
 * sets for the account. Policies of the resource itself are not asked: of a role, IAM does not simulate them.
 *
 * @param context values of condition keys that a policy may ask for
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
