/** SQS and Secrets Manager for the functions that are measured, in a process of their own. */
import { startSecretsManager } from '../../tools/local/secrets-manager/server.ts';
import { startQueues } from '../../tools/local/start-queues.ts';
import { answerParent } from '../measure/answer-parent.ts';

const REGION = 'eu-west-1';
const QUEUE = 'events';

export type AwsQuestion =
  | { readonly kind: 'open'; readonly secretName: string; readonly secretValue: string }
  /** How many messages came since the last time. Forgets them. */
  | { readonly kind: 'count' };

/** Where the two are, as environment variables of a function. */
export type AwsEnvironment = Readonly<Record<string, string>>;

const [queues, secrets] = await Promise.all([startQueues(REGION), startSecretsManager({ region: REGION })]);
queues.createQueue(QUEUE, { region: REGION });

answerParent(async (question: AwsQuestion): Promise<AwsEnvironment | number> => {
  if (question.kind === 'count') {
    const count = queues.inspectQueue(QUEUE)?.messages.ready.length ?? 0;
    queues.reset();
    return count;
  }
  secrets.put(question.secretName, question.secretValue);
  const endpoint = `http://127.0.0.1:${queues.port}`;
  return {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    EVENTS_QUEUE_URL: `${endpoint}/000000000000/${QUEUE}`,
    SECRET_NAME: question.secretName,
  };
});
