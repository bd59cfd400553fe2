import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListExports,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { EVENTS_QUEUE_OUTPUT, exportNameOf, ownStackName } from '../../../shared/stack-outputs.ts';
import { StageError } from './stage.ts';
import { CHOOSE_ANOTHER, wayOut } from './way-out.ts';

type Sought = Pick<ResolvedConfig, 'stage' | 'account' | 'stackName'>;

/** A stack with a stage, and its outputs for that stage. */
export interface StageStack {
  readonly name: string;
  /** Returns the value of an output, or undefined if the deployed version does not have it. */
  output(name: string): string | undefined;
}

/**
 * Finds the stack of a stage: the named one, or the one of this repository's app, or the one with the exports of the
 * stage. Only the last needs more than one call.
 *
 * @param named name of a stack
 * @throws {StageError} with a fix, if there is none or permissions are missing
 */
export async function findStack(
  cloudFormation: CloudFormationClient,
  sought: Sought,
  named?: string,
): Promise<StageStack> {
  const { stage, stackName: own } = sought;
  const look = async (nameOrId: string) => toStageStack(sought, await describe(cloudFormation, nameOrId));

  const found = await look(named ?? own);
  if (found !== undefined) return found;
  const region = await cloudFormation.config.region();
  if (named !== undefined) {
    throw new StageError(`No stack ${named} in ${region} has the stage ${stage}. ${CHOOSE_ANOTHER}`);
  }
  const exporter = await exporterOf(cloudFormation, sought);
  const exporting = exporter && (await look(exporter));
  if (exporting) return exporting;
  throw new StageError(
    `The stage ${stage} is not in ${region}: no stack ${own} has it, and none exports ${anchorOf(stage)}. ` +
      `${CHOOSE_ANOTHER} --stack names one that exports nothing. ` +
      `If it was never deployed: npm run cdk -- deploy ${ownStackName(stage)}, or your own app with its construct.`,
  );
}

/** Returns the name of the export that identifies the stack of a stage. */
const anchorOf = (stage: string) => exportNameOf(stage, EVENTS_QUEUE_OUTPUT);

async function describe(cloudFormation: CloudFormationClient, nameOrId: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: nameOrId }));
    return Stacks[0];
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && message.includes('does not exist')) return undefined;
    throw new StageError(
      `The stack ${nameOrId} cannot be read: ${message}. ${wayOut(error, 'cloudformation:DescribeStacks')}`,
      { cause: error },
    );
  }
}

/** Returns the id of the stack with the exports of a stage. */
async function exporterOf(
  cloudFormation: CloudFormationClient,
  { stage, stackName }: Sought,
): Promise<string | undefined> {
  try {
    for await (const { Exports = [] } of paginateListExports({ client: cloudFormation }, {})) {
      const found = Exports.find(({ Name }) => Name === anchorOf(stage));
      if (found !== undefined) return found.ExportingStackId;
    }
    return undefined;
  } catch (error) {
    throw new StageError(
      `There is no stack ${stackName}, and the search for another one failed: ${(error as Error).message}. ` +
        `${wayOut(error, 'cloudformation:ListExports')} --stack NAME needs no search.`,
      { cause: error },
    );
  }
}

/** Returns undefined if the stack does not have the stage. @throws {StageError} if it is in another account */
function toStageStack({ stage, account }: Sought, stack: Stack | undefined): StageStack | undefined {
  const { StackName: name = '', StackId = '', Outputs = [] } = stack ?? {};
  const anchor =
    Outputs.find(({ ExportName }) => ExportName === anchorOf(stage)) ??
    // Older versions export nothing and have their own stack.
    Outputs.find(
      ({ OutputKey, ExportName }) => OutputKey === EVENTS_QUEUE_OUTPUT && ExportName === undefined,
    );
  if (anchor?.OutputKey === undefined) return undefined;
  const [, , , , actual] = StackId.split(':');
  if (account !== undefined && actual !== account) {
    throw new StageError(
      `stages.${stage}.account is ${account}, and these credentials are of ${actual}. ${CHOOSE_ANOTHER}`,
    );
  }
  // The outputs of a construct start with its path.
  const prefix = anchor.OutputKey.slice(0, -EVENTS_QUEUE_OUTPUT.length);
  const values = new Map(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  return { name, output: (output) => values.get(`${prefix}${output}`) };
}
