import { startAwsProxy } from '../../tools/local/aws-proxy.ts';
import { type Answer, sendAnswer, serve } from '../../tools/track-api/http.ts';
import { ACCOUNT, cloudFormation } from './cloudformation.ts';
import type { RunningStack } from './running-stack.ts';

/** What AWS tells of a stage that a test has deployed. */
export interface DeployedStage {
  /** Outputs of its stack. */
  outputs: Record<string, string>;
  /** Those that are exported, and under which name. */
  exported: Readonly<Record<string, string>>;
  /** What its stack was deployed with, in JSON. */
  template?: string;
  /** Its event source mappings. */
  eventSources: { readonly UUID: string; readonly State: string }[];
  /** The alarms that are on. */
  alarms: string[];
  /** Bodies of the questions about metrics. */
  readonly askedForMetrics: string[];
  /** What the functions have counted: the label of each metric as the expression asks for it, and its values. */
  counted: { readonly Id: string; readonly Label: string; readonly Values: readonly number[] }[];
  /** The configuration of either function. */
  function: { State: string; LoggingConfig: { LogFormat: string; ApplicationLogLevel?: string } };
  /** What the roles of its functions may not do, each as `action on the ARN`. */
  readonly denied: Set<string>;
  /** Whether who looks may ask IAM about roles. */
  mayAskIam: boolean;
  /** The lines in its audit log, and which streams they are in. */
  readonly audited: { readonly stream: string; readonly line: Record<string, unknown> }[];
  /** What CloudWatch Logs answers instead of taking a line. */
  refuseAudit?: { readonly status: number; readonly body: object };
  /** Takes it away again. */
  remove(): Promise<void>;
}

/**
 * Has the SDK find a deployed stage: its queues and secrets are those of a stack under test, and what else AWS would be
 * asked for is answered here.
 */
export async function deployStage(stack: RunningStack): Promise<DeployedStage> {
  const before = { ...process.env };
  const deployed: Omit<DeployedStage, 'remove'> = {
    outputs: {
      EventsQueueUrl: stack.eventsQueueUrl,
      DeadLetterQueueUrl: stack.deadLetterQueueUrl,
      PeopleTable: stack.peopleTable,
      ReceiveFunction: 'receive',
      DeliverFunction: 'deliver',
      AuditLog: 'audit-log',
    },
    exported: {},
    eventSources: [{ UUID: 'mapping-1', State: 'Enabled' }],
    alarms: [],
    askedForMetrics: [],
    counted: [],
    function: { State: 'Active', LoggingConfig: { LogFormat: 'JSON' } },
    denied: new Set(),
    mayAskIam: true,
    audited: [],
  };
  const aws = await serve(async (request, body, response) => {
    // Lambda is the one that is asked by path; of the others, the body or a header says what for.
    if (request.url?.includes('/functions/')) {
      const [, name] = request.url.split('/functions/');
      const Role = `arn:aws:iam::123456789012:role/${name?.split('/')[0]}`;
      sendAnswer(response, { status: 200, body: { Role, ...deployed.function } });
      return;
    }
    if (request.url?.includes('event-source-mappings')) {
      sendAnswer(response, { status: 200, body: { EventSourceMappings: deployed.eventSources } });
      return;
    }
    if (String(request.headers['x-amz-target']).startsWith('Logs_')) {
      sendAnswer(response, keepAudit(deployed, JSON.parse(body.toString('utf8'))));
      return;
    }
    const form = new URLSearchParams(body.toString('utf8'));
    if (form.get('Action') === 'SimulatePrincipalPolicy') {
      sendAnswer(response, simulate(deployed, form));
      return;
    }
    if (['DescribeStacks', 'GetTemplate'].includes(form.get('Action') ?? '')) {
      const { outputs, exported, template } = deployed;
      const name = form.get('StackName') ?? '';
      sendAnswer(response, cloudFormation([{ name, outputs, exported, template }], form));
      return;
    }
    const asked = `${body} ${request.headers['x-amz-target']}`;
    const ofCloudWatch: Readonly<Record<string, object>> = {
      GetMetricStatistics: { Datapoints: [] },
      GetMetricData: { MetricDataResults: deployed.counted },
      DescribeAlarms: { MetricAlarms: alarmsOf(deployed, body) },
    };
    const metrics = Object.entries(ofCloudWatch).find(([action]) => asked.includes(action))?.[1];
    if (metrics !== undefined) deployed.askedForMetrics.push(body.toString());
    sendAnswer(response, {
      status: 200,
      headers: { 'content-type': metrics === undefined ? 'text/xml' : 'application/x-amz-json-1.0' },
      body: metrics ?? CALLER,
    });
  });
  const dynamodb = await startAwsProxy(stack.dynamodbEndpoint, async ({ action }, passOn) => {
    const known = TABLE_FACTS[action];
    if (known === undefined) return passOn();
    const answer = action === 'DescribeTable' ? await passOn() : { body: {} };
    const { Table = {} } = answer.body as { Table?: object };
    const body =
      action === 'DescribeTable' ? { Table: { ...Table, DeletionProtectionEnabled: true } } : known;
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
  });
  const settings: Readonly<Record<string, string>> = {
    AWS_ENDPOINT_URL: aws.origin,
    AWS_ENDPOINT_URL_SQS: new URL(stack.eventsQueueUrl).origin,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: stack.secrets.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.origin,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  Object.assign(process.env, settings);
  return Object.assign(deployed, {
    async remove() {
      for (const name of Object.keys(settings)) delete process.env[name];
      Object.assign(process.env, before);
      await Promise.all([aws.close(), dynamodb.close()]);
    },
  });
}

/** The alarms that are on, of those asked for; none if the request is for something else. */
function alarmsOf({ alarms }: Pick<DeployedStage, 'alarms'>, body: Buffer): object[] {
  const { prefix } = /"AlarmNamePrefix":"(?<prefix>[^"]*)"/.exec(body.toString('utf8'))?.groups ?? {};
  return alarms.flatMap((AlarmName) => (prefix && AlarmName.startsWith(prefix) ? { AlarmName } : []));
}

/** As IAM says what the policies of a role allow. */
function simulate({ denied, mayAskIam }: Omit<DeployedStage, 'remove'>, asked: URLSearchParams): Answer {
  const headers = { 'content-type': 'text/xml' };
  const error = '<Type>Sender</Type><Code>AccessDenied</Code><Message>may not simulate</Message>';
  if (!mayAskIam) {
    return { status: 403, headers, body: `<ErrorResponse><Error>${error}</Error></ErrorResponse>` };
  }
  const resource = asked.get('ResourceArns.member.1');
  const results = [...asked]
    .filter(([name]) => name.startsWith('ActionNames.member.'))
    .map(([, action]) => {
      const decision = denied.has(`${action} on ${resource}`) ? 'implicitDeny' : 'allowed';
      return `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
    });
  const result = `<SimulatePrincipalPolicyResult><EvaluationResults>${results.join('')}</EvaluationResults></SimulatePrincipalPolicyResult>`;
  return {
    status: 200,
    headers,
    body: `<SimulatePrincipalPolicyResponse>${result}</SimulatePrincipalPolicyResponse>`,
  };
}

/** As CloudWatch Logs creates a stream and takes lines. */
function keepAudit(
  { audited, refuseAudit, outputs }: Omit<DeployedStage, 'remove'>,
  input: {
    logGroupName: string;
    logStreamName: string;
    logEvents?: { timestamp: number; message: string }[];
  },
): Answer {
  if (refuseAudit !== undefined) return refuseAudit;
  if (input.logGroupName !== outputs['AuditLog']) {
    return { status: 400, body: { __type: 'ResourceNotFoundException', message: 'no such log group' } };
  }
  for (const { message } of input.logEvents ?? []) {
    audited.push({ stream: input.logStreamName, line: JSON.parse(message) });
  }
  return { status: 200, body: {} };
}

/** What the local DynamoDB does not know, or says otherwise than a deployed one. */
const TABLE_FACTS: Readonly<Record<string, object>> = {
  DescribeTable: {},
  DescribeContinuousBackups: {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  },
  DescribeTimeToLive: { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED' } },
};

const CALLER = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:user/jane</Arn><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
