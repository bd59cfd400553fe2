import { type Check, check, finding, notApplicable, ok, type Verdict } from '../base/checks.ts';
import type { FunctionFacts, Stage } from '../stage/stage.ts';

/** Checks settings of the functions that alarms depend on and that may have been changed by hand. */
export function inspectFunctions(stage: Stage): Promise<Check[]> {
  const names = ['receive', 'deliver'] as const;
  return Promise.all(
    names.map((name) =>
      check(`function ${name}`, async () =>
        stage.isLocal
          ? notApplicable('npm start runs it')
          : judgeFunction(await stage.functionFacts(name), stage),
      ),
    ),
  );
}

/** Log levels at which Lambda drops lines without a level, such as those of metrics. */
const TOO_HIGH: ReadonlySet<string> = new Set(['WARN', 'ERROR', 'FATAL']);

/** @param facts undefined if the stack has no output for the function */
export function judgeFunction(
  facts: FunctionFacts | undefined,
  { howToDeploy, awsOptions }: Pick<Stage, 'howToDeploy' | 'awsOptions'>,
): Verdict {
  if (facts === undefined) return finding('the stack has no output for it', howToDeploy);
  const { functionName, state, logFormat, logLevel = 'INFO' } = facts;
  const correct = `aws lambda update-function-configuration --function-name ${functionName} --logging-config LogFormat=JSON,ApplicationLogLevel=INFO,SystemLogLevel=WARN ${awsOptions}`;
  if (TOO_HIGH.has(logLevel)) {
    return finding(
      `its log level is ${logLevel}: Lambda drops its metrics, so their alarms never go off`,
      correct,
    );
  }
  if (logFormat !== 'JSON') {
    return finding(`it logs ${logFormat}: saved queries find nothing`, correct);
  }
  return state === 'Active' || state === 'Inactive'
    ? ok('logs what alarms need')
    : finding(`not in service: its state is ${state}`, howToDeploy);
}
