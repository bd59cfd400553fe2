/** SQS, Secrets Manager and a backend for the measured functions, in a separate process. */
import { setTimeout as wait } from 'node:timers/promises';
import { startSecretsManager } from '../../tools/local/secrets-manager/server.ts';
import { startQueues } from '../../tools/local/start-queues.ts';
import { sendAnswer, serve } from '../../tools/track-api/http.ts';
import { answerParent } from '../measure/answer-parent.ts';
import { BACKEND_MS } from './backend-time.ts';

const REGION = 'eu-west-1';
const QUEUE = 'events';

export type AwsQuestion =
  | { readonly kind: 'open'; readonly secretName: string; readonly secretValue: string }
  /** Returns the arrivals since the last call, and resets them. */
  | { readonly kind: 'count' };

export interface Came {
  /** Messages in the queue. */
  readonly stored: number;
  /** Webhooks at the backend. */
  readonly relayed: number;
  /** Time of the backend for these webhooks, in milliseconds by its own clock. */
  readonly backendMs: number;
}

/** Endpoints, as environment variables of a function. */
export type AwsEnvironment = Readonly<Record<string, string>>;

let relayed = 0;
let backendMs = 0;
const [queues, secrets, backend] = await Promise.all([
  startQueues(REGION),
  startSecretsManager({ region: REGION }),
  serve(async (_request, _body, response) => {
    const startedAtMs = performance.now();
    await wait(BACKEND_MS);
    sendAnswer(response, { status: 200 });
    relayed += 1;
    backendMs += performance.now() - startedAtMs;
  }),
]);
queues.createQueue(QUEUE, { region: REGION });

answerParent(async (question: AwsQuestion): Promise<AwsEnvironment | Came> => {
  if (question.kind === 'count') {
    const came = { stored: queues.inspectQueue(QUEUE)?.messages.ready.length ?? 0, relayed, backendMs };
    queues.reset();
    relayed = 0;
    backendMs = 0;
    return came;
  }
  secrets.put(question.secretName, question.secretValue);
  const endpoint = `http://127.0.0.1:${queues.port}`;
  return {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    EVENTS_QUEUE_URL: `${endpoint}/000000000000/${QUEUE}`,
    SECRET_NAME: question.secretName,
    BACKEND_URL: `${backend.origin}/`,
  };
});
