import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Returns the name of a connector in the console: its prefix, or the name of the stack, which may have several
 * connectors.
 */
export function nameOf(connector: Construct, prefix: string | undefined): string {
  return prefix ?? [Stack.of(connector).stackName, ...idsWithin(connector)].join('-');
}

/** Returns the name of a part with the prefix. Without a prefix, CloudFormation names the part. */
export function partName(prefix: string | undefined, part: string): string | undefined {
  return prefix === undefined ? undefined : `${prefix}-${part}`;
}

/**
 * Returns the ids from the stack down to a connector. Empty for the stack's `Default`, which CDK leaves out of names.
 */
export function idsWithin(connector: Construct): string[] {
  const { scopes } = connector.node;
  return scopes
    .slice(scopes.indexOf(Stack.of(connector)) + 1)
    .map(({ node }) => node.id)
    .filter((id) => id !== 'Default');
}
