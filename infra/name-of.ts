import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Name of a connector's parts in the console: their prefix, or the name of the stack, which may hold several connectors.
 */
export function nameOf(connector: Construct, prefix: string | undefined): string {
  return prefix ?? [Stack.of(connector).stackName, ...idsWithin(connector)].join('-');
}

/** The name of a part that CloudFormation would name, were there no prefix. */
export function partName(prefix: string | undefined, part: string): string | undefined {
  return prefix === undefined ? undefined : `${prefix}-${part}`;
}

/** The ids from the stack down to a connector; none if it is the stack's `Default`, which CDK leaves out of every name. */
export function idsWithin(connector: Construct): string[] {
  const { scopes } = connector.node;
  return scopes
    .slice(scopes.indexOf(Stack.of(connector)) + 1)
    .map(({ node }) => node.id)
    .filter((id) => id !== 'Default');
}
