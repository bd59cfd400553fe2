import type { IncomingMessage } from 'node:http';
import { type Answer, type LocalServer, sendAnswer, serve } from '../../tools/track-api/http.ts';
import { allows, type IamPolicy } from './iam-policy.ts';

/** Local services behind one door, which lets through what the policies of an identity allow, as AWS would. */
export interface GuardedAws {
  readonly origin: string;
  /** Those of whoever calls. Nobody's at first. */
  policies: readonly IamPolicy[];
  /** The actions that were let through, as IAM names them. */
  readonly allowed: Set<string>;
  close(): Promise<void>;
}

/** What a call is of, where IAM has another name for the service than its signature. */
const IAM_NAMES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const NEEDS_NO_PERMISSION = 'sts:GetCallerIdentity';

/** @param origins of the services by their name in IAM; `others` gets the rest */
export async function guardAws(origins: Readonly<Record<string, string>>): Promise<GuardedAws> {
  const server: LocalServer = await serve(async (request, body, response) => {
    const [service, name] = actionOf(request, body);
    const action = `${service}:${name}`;
    const stack = new URLSearchParams(body.toString('utf8')).get('StackName');
    // Only stacks have the name here that they have in AWS.
    const isAllowed = guard.policies.some((policy) =>
      stack === null
        ? policy.Statement.some(({ Action }) => Action.includes(action))
        : allows(policy, action, `arn:aws:cloudformation:eu-west-1:123456789012:stack/${stack}/1`),
    );
    if (isAllowed) guard.allowed.add(action);
    else if (action !== NEEDS_NO_PERMISSION) {
      sendAnswer(response, DENIED);
      return;
    }
    const { host, 'content-length': _, connection, ...headers } = request.headers;
    const answer = await fetch(new URL(request.url ?? '/', origins[service] ?? origins['others']), {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    sendAnswer(response, {
      status: answer.status,
      headers: { 'content-type': answer.headers.get('content-type') ?? 'text/xml' },
      body: await answer.text(),
    });
  });
  const guard: GuardedAws = {
    origin: server.origin,
    policies: [],
    allowed: new Set(),
    close: server.close,
  };
  return guard;
}

/** In the JSON protocols a header says it, in the older one the body, and Lambda is asked by path. */
function actionOf({ headers, url = '' }: IncomingMessage, body: Buffer): [service: string, name: string] {
  const [, signedFor = ''] =
    /Credential=\S+?\/\d{8}\/[\w-]+\/([\w-]+)\//.exec(headers.authorization ?? '') ?? [];
  const service = IAM_NAMES[signedFor] ?? signedFor;
  if (service === 'lambda') {
    return [service, url.includes('/functions/') ? 'GetFunctionConfiguration' : 'ListEventSourceMappings'];
  }
  const target = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  return [service, target || (new URLSearchParams(body.toString('utf8')).get('Action') ?? '')];
}

const DENIED: Answer = {
  status: 403,
  headers: { 'content-type': 'text/xml' },
  body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>denied</Message></Error></ErrorResponse>',
};
