import { finding, ok, type Verdict } from '../base/checks.ts';
import type { ProbeOutcome } from './probe-region.ts';
import type { CustomerioTarget } from './targets.ts';

/** Whether `deliver` could work with a key pair that Customer.io was asked about. */
export function judgePair(
  { which, region }: CustomerioTarget,
  stageOptions: string,
  outcome: ProbeOutcome,
): Verdict {
  switch (outcome.kind) {
    case 'refused':
      return finding(
        `Customer.io refuses this pair (HTTP ${outcome.status})`,
        `npm run secrets -- set ${which} ${stageOptions}, with Site ID and API key of one Tracking API key of this workspace; ` +
          'an App API key is something else (https://docs.customer.io/accounts-and-workspaces/managing-credentials). If they ' +
          `are right, compare the region of the workspace: ${which} is configured as ${region}.`,
      );
    case 'unknown':
      return finding(
        `Customer.io could not be asked (${outcome.cause})`,
        `Try again, from a network that reaches the Track API of ${region}.`,
      );
    case 'accepted':
      if (outcome.region === region) {
        return ok(`accepted by Customer.io, workspace ${outcome.workspaceId} in ${region}`);
      }
      return finding(
        `this pair is of a workspace in ${outcome.region}, but ${which} is configured as ${region}`,
        `Take the pair of the workspace in ${region}, or write region: '${outcome.region}' in connector.config.ts and deploy.`,
      );
  }
}
