import { type Check, finding, ok, type Verdict } from '../base/checks.ts';
import type { Stage } from '../stage/stage.ts';

/** Checks the outputs of the stack: webhook URLs and mapping version. */
export function inspectStack(stage: Stage): Check[] {
  const connections = Object.keys(stage.config.connections);
  return [
    ...connections.map((connection) => ({
      subject: `webhook URL ${connection}`,
      ...judgeWebhookUrl(stage, connection),
    })),
    { subject: 'configuration', ...judgeMapping(stage) },
  ];
}

function judgeWebhookUrl(stage: Stage, connection: string): Verdict {
  const url = stage.webhookUrl(connection);
  return url === undefined
    ? finding('the stack has no URL: this connection is not deployed', stage.howToDeploy)
    : ok(url);
}

/** Compares the connections only. For the rest of the configuration, the check of the redrive policy is enough. */
export function judgeMapping(stage: Pick<Stage, 'mappingVersion' | 'config' | 'howToDeploy'>): Verdict {
  const { mappingVersion: here } = stage.config;
  const { mappingVersion: there } = stage;
  if (there === here) return ok(`connections as in this checkout, mapping ${here}`);
  return finding(
    there === undefined
      ? `the stack has no mapping version; this checkout has ${here}`
      : `mapping ${there} is deployed, but the connections of this checkout have ${here}`,
    `${stage.howToDeploy} Or check out the deployed commit.`,
  );
}
