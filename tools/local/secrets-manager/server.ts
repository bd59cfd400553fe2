import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { isObject } from '../../../shared/is-object.ts';
import { type Answer, parseBody, sendAnswer, serve } from '../../track-api/http.ts';
import { ACTIONS, addSecret, lookUpSecret, type SecretStore } from './actions.ts';
import { AwsError, putVersion } from './secret.ts';

export interface SecretsManagerOptions {
  /** @default 'eu-west-1' */
  readonly region?: string;
  /** @default '000000000000' */
  readonly accountId?: string;
}

export interface SecretsManagerServer {
  /** Value for the SDK's `endpoint` setting or for `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
  readonly endpoint: string;
  /** Number of requests by action, including refused ones. */
  readonly requests: Readonly<Record<string, number>>;
  /** Delay of each answer, in milliseconds. */
  delayMs: number;
  /** Stores a value as AWSCURRENT. Creates the secret if none has this name or ARN. */
  put(nameOrArn: string, value: string): { arn: string; versionId: string };
  /** Refuses the next requests, whatever their action. The SDK retries a 5xx automatically. */
  failNext(times: number, failure: { readonly status: number; readonly type: string }): void;
  close(): Promise<void>;
}

/** `secretsmanager.GetSecretValue` */
const TARGET_PREFIX = 'secretsmanager.';

/**
 * Starts a stand-in for Secrets Manager that the real SDK client can call: AWS JSON 1.1, one POST route. It does not
 * verify signatures.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export async function startSecretsManager({
  region = 'eu-west-1',
  accountId = '000000000000',
}: SecretsManagerOptions = {}): Promise<SecretsManagerServer> {
  const store: SecretStore = {
    arnPrefix: `arn:aws:secretsmanager:${region}:${accountId}:secret:`,
    secrets: [],
  };
  const requests: Record<string, number> = {};
  const failures: AwsError[] = [];
  let delayMs = 0;

  const server = await serve(async (request, body, response) => {
    const action = actionOf(request);
    requests[action] = (requests[action] ?? 0) + 1;
    const answer = perform(store, action, body, failures.shift());
    // Unreferenced, so that a delayed answer does not keep the process alive.
    if (delayMs > 0) await wait(delayMs, undefined, { ref: false });
    sendAnswer(response, answer);
  });

  return {
    endpoint: server.origin,
    requests,
    get delayMs() {
      return delayMs;
    },
    set delayMs(ms) {
      delayMs = ms;
    },
    put(nameOrArn, value) {
      const secret = lookUpSecret(store, nameOrArn) ?? addSecret(store, nameOrArn);
      return { arn: secret.arn, versionId: putVersion(secret, value).id };
    },
    failNext(times, { status, type }) {
      failures.push(...Array.from({ length: times }, () => new AwsError(type, 'injected failure', status)));
    },
    close: () => server.close(),
  };
}

function perform(store: SecretStore, action: string, body: Buffer, failure: AwsError | undefined): Answer {
  try {
    if (failure !== undefined) throw failure;
    const run = ACTIONS[action];
    if (run === undefined) throw new AwsError('UnknownOperationException', `unknown action ${action}`);
    const input = parseBody(body);
    if (!isObject(input)) throw new AwsError('SerializationException', 'the body must be a JSON object');
    return jsonAnswer(200, run(store, input));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return jsonAnswer(error.status, { __type: error.type, Message: error.message });
  }
}

const jsonAnswer = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body,
});

/** Returns the action of a request. For a request without a valid one, returns what it has instead. */
function actionOf({ method, headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (method !== 'POST' || typeof target !== 'string') return 'none';
  return target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : target;
}
