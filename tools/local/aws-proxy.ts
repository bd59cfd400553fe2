import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, type LocalServer, sendAnswer, serve } from '../track-api/http.ts';

/** One call of an AWS JSON protocol, such as `SendMessage` or `GetSecretValue`. */
export interface AwsCall {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The signature headers to pass on. Local services require a signature but do not verify it. */
function authorization(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ['authorization', 'x-amz-date'];
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

/** The answer of the AWS service. */
export interface AwsAnswer extends Answer {
  readonly body: Readonly<Record<string, unknown>>;
}

/** Decides about a call: returns an answer, which may be the service's, or resets the connection. */
export type Interference = (call: AwsCall, passOn: PassOn) => Promise<Answer | 'reset'>;

/** Sends the call to the service, with the client's input unless another is given. */
export type PassOn = (input?: AwsCall['input']) => Promise<AwsAnswer>;

/**
 * Starts a proxy between a client and a local AWS service. It can inject faults that the service itself never has, such
 * as refused entries of a batch and lost answers.
 *
 * @param endpoint URL of the service
 */
export function startAwsProxy(endpoint: string, interfere: Interference): Promise<LocalServer> {
  return serve(async ({ headers }, body, response) => {
    const target = String(headers['x-amz-target'] ?? '');
    const contentType = String(headers['content-type'] ?? 'application/x-amz-json-1.0');
    const passOn: PassOn = async (input) => {
      const answer = await fetch(endpoint, {
        method: 'POST',
        body: input === undefined ? body : JSON.stringify(input),
        headers: { ...authorization(headers), 'content-type': contentType, 'x-amz-target': target },
      });
      const text = await answer.text();
      return {
        status: answer.status,
        headers: { 'content-type': contentType },
        body: text === '' ? {} : JSON.parse(text),
      };
    };
    const action = target.slice(target.indexOf('.') + 1);
    const answer = await interfere({ action, input: JSON.parse(body.toString('utf8') || '{}') }, passOn);
    if (answer === 'reset') response.socket?.resetAndDestroy();
    else sendAnswer(response, answer);
  });
}
