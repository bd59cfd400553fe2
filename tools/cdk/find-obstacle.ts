import { parseArgs } from 'node:util';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import { LOCAL_STAGE } from '../../shared/config/local-stage.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { ownStackName } from '../../shared/stack-outputs.ts';
import { clientSettings } from '../cli/stage/client-settings.ts';
import { wayOut } from '../cli/stage/way-out.ts';

/** Commands of CDK that work in an account; all but the first on what a bootstrap has put there. */
const AT_AWS = ['bootstrap', 'deploy', 'diff', 'destroy', 'import', 'rollback', 'watch'];

/** The options of these commands that say where. */
const OPTIONS = { profile: { type: 'string' }, region: { type: 'string' } } as const;

/** Where stacks go. */
interface Place {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * Whether AWS lets a command of CDK begin: CDK itself tells after it has synthesized, in words of its own, and without a region
 * it deploys to us-east-1. What nobody may ask is taken for right.
 *
 * @param args of `cdk`
 * @param qualifier of the bootstrap
 * @returns what is wrong and what to do, in a sentence or two; `undefined` if nothing is
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

/** Of the environments or stages that are named; of all stages, where none is. */
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
    // A bootstrap may trust other accounts, which cannot see its roles.
    if (place.account !== undefined && place.account !== account) return undefined;
    const region = await sts.config.region();
    if (qualifier === undefined || (await hasRole(iam, `cdk-${qualifier}-deploy-role-${account}-${region}`)))
      return undefined;
    return (
      `The account ${account} is not bootstrapped in ${region}. Once for both: npm run cdk -- bootstrap aws://${account}/${region}. ` +
      `Or is it another region? AWS_REGION, or \`region\` of the stage in connector.config.ts.`
    );
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error);
    return `${wayOut(error, 'sts:GetCallerIdentity')} (${why})`;
  } finally {
    sts.destroy();
    iam.destroy();
  }
}

/** @returns true also if nobody may ask */
async function hasRole(iam: IAMClient, name: string): Promise<boolean> {
  try {
    await iam.send(new GetRoleCommand({ RoleName: name }));
    return true;
  } catch (error) {
    return (error as Error).name !== 'NoSuchEntityException';
  }
}
