import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { FederatedPrincipal, OidcProviderNative, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

const ISSUER = 'token.actions.githubusercontent.com';

export interface PipelineRolesProps {
  /** `owner/name` at GitHub. */
  readonly repository: string;
  /** The stages in this account. Each is an environment of the repository. */
  readonly stages: readonly string[];
  /**
   * ARN of the identity provider for GitHub. An account can have only one.
   * @default one is created
   */
  readonly providerArn?: string;
}

/**
 * Roles of these workflows in an AWS account, without stored keys: GitHub signs the identity of a job, and each role
 * trusts one such identity.
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class PipelineRoles extends Construct {
  constructor(scope: Construct, id: string, { repository, stages, providerArn }: PipelineRolesProps) {
    super(scope, id);
    const provider =
      providerArn ??
      new OidcProviderNative(this, 'GitHub', { url: `https://${ISSUER}`, clientIds: ['sts.amazonaws.com'] })
        .oidcProviderArn;

    const add = (name: string, claim: string, policies: readonly string[]) =>
      new Role(this, name, {
        roleName: `purchasely-customerio-${name}`,
        assumedBy: new FederatedPrincipal(
          provider,
          {
            StringEquals: {
              [`${ISSUER}:aud`]: 'sts.amazonaws.com',
              [`${ISSUER}:sub`]: `repo:${repository}:${claim}`,
            },
          },
          'sts:AssumeRoleWithWebIdentity',
        ),
        inlinePolicies: Object.fromEntries(policies.map((policy) => [policy, documentOf(policy)])),
        maxSessionDuration: Duration.hours(1),
      });

    add('review', 'pull_request', ['review']);
    add('doctor', 'ref:refs/heads/main', ['doctor']);
    for (const stage of stages) add(`deploy-${stage}`, `environment:${stage}`, ['deploy', 'doctor']);
  }
}

function documentOf(policy: string): PolicyDocument {
  const path = new URL(`../../../docs/policies/${policy}.json`, import.meta.url);
  return PolicyDocument.fromJson(JSON.parse(readFileSync(path, 'utf8')));
}
