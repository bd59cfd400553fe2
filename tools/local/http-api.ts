import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Answer, type LocalServer, sendAnswer, serve } from '../track-api/http.ts';
import type { Invocation } from './lambda/invocation.ts';
import type { LambdaFunction } from './lambda/lambda-function.ts';

export interface HttpApiRoute {
  /** For example `POST /webhooks/{connection+}`. The last parameter may be greedy. */
  readonly routeKey: string;
  readonly function: LambdaFunction;
}

/** One request and its answer. */
export interface HttpExchange {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAtMs: number;
  readonly path: string;
  readonly body: Buffer;
  readonly status: number;
  readonly answer: string;
}

/** The largest event that Lambda accepts. */
const MAX_EVENT_BYTES = 6_000_000;

/**
 * Starts a stand-in for API Gateway's HTTP API, payload 2.0, in front of a function. As API Gateway does, it returns
 * the id of the request in the header `apigw-requestid`.
 */
export function startHttpApi(
  route: HttpApiRoute,
  port: number,
  onExchange: (exchange: HttpExchange) => void,
): Promise<LocalServer> {
  return serve(async (request, body, response) => {
    const requestId = `${randomBytes(11).toString('base64url')}=`; // of the form of API Gateway's
    const arrivedAtMs = Date.now();
    const [path = ''] = (request.url ?? '').split('?');
    const answer = await answerTo({ request, path, body, requestId }, route);
    const { status, body: answerBody = '' } = answer;
    onExchange({
      requestId,
      arrivedAtMs,
      path,
      body,
      status,
      answer: typeof answerBody === 'string' ? answerBody : JSON.stringify(answerBody),
    });
    sendAnswer(response, { ...answer, headers: { ...answer.headers, 'apigw-requestid': requestId } });
  }, port);
}

interface Arrival {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly body: Buffer;
  readonly requestId: string;
}

async function answerTo(arrival: Arrival, { routeKey, function: receive }: HttpApiRoute): Promise<Answer> {
  const { request, path } = arrival;
  if (!isWellFormed(path)) return { status: 400, body: { message: 'Bad Request' } };
  const pathParameters = match(routeKey, request.method ?? '', path);
  if (pathParameters === undefined) return { status: 404, body: { message: 'Not Found' } };
  const event = toEvent(arrival, routeKey, pathParameters);
  if (JSON.stringify(event).length > MAX_EVENT_BYTES)
    return { status: 413, body: { message: 'Request Too Long' } };
  return toAnswer(await receive.invoke(event));
}

function isWellFormed(path: string): boolean {
  try {
    return decodeURIComponent(path).startsWith('/');
  } catch {
    return false;
  }
}

/** Returns the path parameters, or undefined if the request does not match the route. */
function match(routeKey: string, method: string, path: string): Record<string, string> | undefined {
  const [routeMethod = '', routePath = ''] = routeKey.split(' ');
  const pattern = routePath.replace(
    /\{(\w+)(\+?)\}/g,
    (_, name, greedy) => `(?<${name}>${greedy === '' ? '[^/]+' : '.+'})`,
  );
  const found = method === routeMethod ? new RegExp(`^${pattern}$`).exec(path) : null;
  if (found === null) return undefined;
  const values = Object.entries(found.groups ?? {});
  return Object.fromEntries(values.map(([name, value]) => [name, decodeURIComponent(value)]));
}

function toEvent(
  { request, path, body, requestId }: Arrival,
  routeKey: string,
  pathParameters: Record<string, string>,
): APIGatewayProxyEventV2 {
  // API Gateway passes text unchanged and everything else in base 64.
  const isText = /json|text|xml|urlencoded/.test(request.headers['content-type'] ?? '');
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(',')]);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: {
      ...Object.fromEntries(headers),
      'x-amzn-trace-id': `Root=1-00000000-${randomBytes(12).toString('hex')}`,
    },
    pathParameters,
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method ?? '',
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: new Date().toISOString(),
      timeEpoch: Date.now(),
    },
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

function toAnswer(invocation: Invocation): Answer {
  if (invocation.kind === 'timeout') return { status: 503, body: { message: 'Service Unavailable' } };
  if (invocation.kind !== 'result') return { status: 500, body: { message: 'Internal Server Error' } };
  const {
    statusCode = 200,
    headers = {},
    body = '',
  } = invocation.result as APIGatewayProxyStructuredResultV2;
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body,
  };
}
