import { parseArgs } from 'node:util';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import { LOCAL_STAGE } from '../../shared/config/local-stage.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { ownStackName } from '../../shared/stack-outputs.ts';
import { clientSettings } from '../cli/stage/client-settings.ts';
import { wayOut } from '../cli/stage/way-out.ts';

/** Commands of CDK that work in an account. All but the first need a bootstrap there. */
const AT_AWS = ['bootstrap', 'deploy', 'diff', 'destroy', 'import', 'rollback', 'watch'];

/** Options of these commands that choose the account and region. */
const OPTIONS = { profile: { type: 'string' }, region: { type: 'string' } } as const;

/** Account and region of a stack. */
interface Place {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * Checks that a command of CDK can start: credentials, region and bootstrap. CDK itself checks only after the
 * synthesis, with less clear messages, and deploys to us-east-1 without a region. A check without permission counts as
 * passed.
 *
 * @param args arguments of `cdk`
 * @param qualifier qualifier of the bootstrap
 * @returns the fault and its fix, in a sentence or two; undefined without a fault
 * @throws {ConfigError}
 */
export async function findObstacle(
  args: readonly string[],
  config: ConnectorConfig,
  qualifier: string,
): Promise<string | undefined> {
  const { positionals, values } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
  });
  const command = positionals.find((word) => AT_AWS.includes(word));
  if (command === undefined || values['help']) return undefined;
  const aws = { region: textOf(values.region), profile: textOf(values.profile) };
  for (const place of placesOf(positionals, config)) {
    const obstacle = await obstacleAt(place, aws, command === 'bootstrap' ? undefined : qualifier);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Returns the places of the named environments or stages, or of all stages if none is named. */
function placesOf(words: readonly string[], config: ConnectorConfig): Place[] {
  const environments = words.filter((word) => word.startsWith('aws://')).map((word) => word.split('/'));
  if (environments.length > 0) return environments.map(([, , account, region]) => ({ account, region }));
  const stages = Object.keys(config.stages ?? {}).filter((stage) => stage !== LOCAL_STAGE);
  const named = stages.filter((stage) => words.includes(ownStackName(stage)));
  const places = (named.length > 0 ? named : stages).map((stage) => {
    const { account, region } = resolveConfig(config, stage);
    return { account, region };
  });
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

async function obstacleAt(
  place: Place,
  aws: { readonly region: string | undefined; readonly profile: string | undefined },
  qualifier: string | undefined,
): Promise<string | undefined> {
  const client = clientSettings(
    { region: place.region },
    { profile: aws.profile, ...(place.region === undefined && { region: aws.region }) },
  );
  const sts = new STSClient(client);
  const iam = new IAMClient(client);
  try {
    const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    // The bootstrap of another account may trust this one, which cannot see its roles.
    if (place.account !== undefined && place.account !== account) return undefined;
    const region = await sts.config.region();
    if (qualifier === undefined || (await hasRole(iam, `cdk-${qualifier}-deploy-role-${account}-${region}`)))
      return undefined;
    return (
      `The account ${account} is not bootstrapped in ${region}. Run once: npm run cdk -- bootstrap aws://${account}/${region}. ` +
      `If the region is wrong, set AWS_REGION, or \`region\` of the stage in connector.config.ts.`
    );
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error);
    return `${wayOut(error, 'sts:GetCallerIdentity')} (${why})`;
  } finally {
    sts.destroy();
    iam.destroy();
  }
}

/** @returns true also without the permission to check */
async function hasRole(iam: IAMClient, name: string): Promise<boolean> {
  try {
    await iam.send(new GetRoleCommand({ RoleName: name }));
    return true;
  } catch (error) {
    return (error as Error).name !== 'NoSuchEntityException';
  }
}
