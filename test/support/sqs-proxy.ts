import { type LocalServer, sendAnswer, serve } from '../../tools/local/http.ts';

/** What becomes of a call: it is passed on, or it is answered here, passed on or not. */
export type Interference = (
  action: string,
  input: Record<string, unknown>,
  passOn: () => Promise<Record<string, unknown>>,
) => Promise<{ readonly status: number; readonly body: object }>;

/** Stands between a client and the local SQS, which by itself refuses no entry of a batch and loses no answer. */
export function startSqsProxy(sqsEndpoint: string, interfere: Interference): Promise<LocalServer> {
  return serve(async (request, body, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const passOn = async () => {
      const answer = await fetch(sqsEndpoint, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      });
      return (await answer.json()) as Record<string, unknown>;
    };
    const input = JSON.parse(body.toString('utf8') || '{}');
    const { status, body: answer } = await interfere(target.replace('AmazonSQS.', ''), input, passOn);
    sendAnswer(response, { status, body: answer, headers: { 'content-type': 'application/x-amz-json-1.0' } });
  });
}
