import { readFileSync } from 'node:fs';
import type { Batching } from '../path/stage.ts';
import { ASSUMED } from './assumptions.ts';

/** Billed parts of a template, without the work of its functions. */
export interface Deployment extends Batching {
  readonly receive: FunctionSettings;
  readonly deliver: FunctionSettings;
  /** Size of API Gateway's access log line of a request, with overhead; 0 without an access log. */
  readonly accessLogBytes: number;
  readonly logRetentionDays: number;
  readonly secrets: number;
  /** Metrics that alarms watch. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
}

interface FunctionSettings {
  readonly memoryMb: number;
  readonly isTraced: boolean;
  /** Size of Lambda's own lines of an invocation, with overhead. */
  readonly systemLogBytes: number;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** @param path path of a synthesized template with the functions `receive` and `deliver` */
export function readDeployment(path: string): Deployment {
  const { Resources }: Template = JSON.parse(readFileSync(path, 'utf8'));
  const ofType = (type: string) =>
    Object.values(Resources).flatMap(({ Type, Properties = {} }) => (Type === type ? [Properties] : []));
  const [eventSource] = ofType('AWS::Lambda::EventSourceMapping');
  const [stage] = ofType('AWS::ApiGatewayV2::Stage');
  const accessLog = stage?.['AccessLogSettings'] as { Format: string } | undefined;
  return {
    receive: toSettings(functionIn(Resources, 'receive')),
    deliver: toSettings(functionIn(Resources, 'deliver')),
    batchSize: Number(eventSource?.['BatchSize']),
    windowSeconds: Number(eventSource?.['MaximumBatchingWindowInSeconds'] ?? 0),
    accessLogBytes: accessLog === undefined ? 0 : logBytes([accessLogLine(accessLog.Format)]),
    logRetentionDays: Math.max(...ofType('AWS::Logs::LogGroup').map((log) => Number(log['RetentionInDays']))),
    secrets: ofType('AWS::SecretsManager::Secret').length,
    alarmMetrics: ofType('AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
  };
}

/** Finds a function by its service name. @throws if there is none */
function functionIn(resources: Template['Resources'], name: 'receive' | 'deliver'): Resource {
  const found = Object.values(resources).find(({ Type, Properties }) => {
    if (Type !== 'AWS::Lambda::Function') return false;
    const environment = Properties?.['Environment'] as { Variables: Record<string, string> } | undefined;
    return environment?.Variables['POWERTOOLS_SERVICE_NAME'] === name;
  });
  if (found === undefined) throw new Error(`the template has no function ${name}`);
  return found;
}

function toSettings({ Properties = {} }: Resource): FunctionSettings {
  const tracing = Properties['TracingConfig'] as { Mode: string } | undefined;
  const logging = Properties['LoggingConfig'] as { SystemLogLevel?: string } | undefined;
  return {
    memoryMb: Number(Properties['MemorySize']),
    isTraced: tracing?.Mode === 'Active',
    systemLogBytes: logging?.SystemLogLevel === 'WARN' ? 0 : logBytes(SYSTEM_LINES),
  };
}

/** Returns the number of billed metrics of an alarm: one, or each metric of its expression. */
function metricsOf(alarm: Readonly<Record<string, unknown>>): number {
  const metrics = alarm['Metrics'] as { MetricStat?: object }[] | undefined;
  return metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
}

/** Lambda's lines in the text format, the default: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
const SYSTEM_LINES = [
  'START RequestId: c793869b-ee49-115b-a5b6-4fd21e8dedac Version: $LATEST',
  'END RequestId: c793869b-ee49-115b-a5b6-4fd21e8dedac',
  'REPORT RequestId: c793869b-ee49-115b-a5b6-4fd21e8dedac\tDuration: 128.83 ms\tBilled Duration: 129 ms\tMemory Size: 512 MB\tMax Memory Used: 103 MB\t',
];

/** Values of the usual length for the variables of an access log. */
const REQUEST: Readonly<Record<string, string>> = {
  '$context.requestId': 'JKJaXmPLvHcESHA=',
  '$context.routeKey': 'POST /webhooks/{connection+}',
  '$context.status': '200',
  '$context.responseLatency': '25',
  '$context.integrationLatency': '23',
  '$context.integrationErrorMessage': '-',
};

/** Returns an access log line in a format. @throws for a variable without a value above */
function accessLogLine(format: string): string {
  return format.replaceAll(/\$context\.[A-Za-z.]+/g, (variable) => {
    const value = REQUEST[variable];
    if (value === undefined) throw new Error(`add a value of the usual length for ${variable}`);
    return value;
  });
}

/** Returns the size of lines as CloudWatch Logs counts it. */
export function logBytes(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + ASSUMED.logEventBytes, 0);
}
