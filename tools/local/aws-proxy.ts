import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, type LocalServer, sendAnswer, serve } from '../track-api/http.ts';

/** One call of an AWS JSON protocol, such as `SendMessage` or `GetSecretValue`. */
export interface AwsCall {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Local services look whether a request is signed, and not how. */
function authorization(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ['authorization', 'x-amz-date'];
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

/** The service's own answer. */
export interface AwsAnswer extends Answer {
  readonly body: Readonly<Record<string, unknown>>;
}

/** What becomes of a call: an answer, passed on or not, or none because the connection is reset. */
export type Interference = (call: AwsCall, passOn: PassOn) => Promise<Answer | 'reset'>;

/** Asks the service; for what the client asked, unless another input is given. */
export type PassOn = (input?: AwsCall['input']) => Promise<AwsAnswer>;

/**
 * Stands between a client and a local AWS service, which by itself refuses no entry of a batch and loses no answer.
 *
 * @param endpoint of the service
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
