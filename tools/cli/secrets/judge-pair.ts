import { finding, ok, type Verdict } from '../base/checks.ts';
import type { ProbeOutcome } from './probe-region.ts';
import type { CustomerioTarget } from './targets.ts';

/** Returns whether `deliver` can use a key pair, given Customer.io's answer. */
export function judgePair(
  { which, region }: CustomerioTarget,
  stageOptions: string,
  outcome: ProbeOutcome,
): Verdict {
  switch (outcome.kind) {
    case 'refused':
      return finding(
        `Customer.io refuses this pair (HTTP ${outcome.status})`,
        `npm run secrets -- set ${which} ${stageOptions}, with the Site ID and API key of a Tracking API key of this workspace, ` +
          'not of an App API key (https://docs.customer.io/accounts-and-workspaces/managing-credentials). If they ' +
          `are right, compare the region of the workspace: ${which} is configured as ${region}.`,
      );
    case 'unknown':
      return finding(
        `Customer.io could not be asked (${outcome.cause})`,
        `Try again from a network that reaches the Track API of ${region}.`,
      );
    case 'accepted':
      if (outcome.region === region) {
        return ok(`accepted by Customer.io, workspace ${outcome.workspaceId} in ${region}`);
      }
      return finding(
        `this pair is of a workspace in ${outcome.region}, but ${which} is configured as ${region}`,
        `Use the pair of the workspace in ${region}, or set region: '${outcome.region}' in connector.config.ts and deploy.`,
      );
  }
}
