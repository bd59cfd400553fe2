import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What the parts of a connector are called in the console: like their stack, which may hold several connectors. */
export function nameOf(connector: Construct): string {
  return [Stack.of(connector).stackName, ...idsWithin(connector)].join('-');
}

/** The ids from the stack down to a connector; none if it is the stack's `Default`, which CDK leaves out of every name. */
export function idsWithin(connector: Construct): string[] {
  const { scopes } = connector.node;
  return scopes
    .slice(scopes.indexOf(Stack.of(connector)) + 1)
    .map(({ node }) => node.id)
    .filter((id) => id !== 'Default');
}
