import { signedHeaders } from '../cli/stage/post-webhook.ts';
import type { Posted } from './protocol.ts';

export type SignatureChoice = 'right' | 'wrong' | 'none';

/** Posts a body as Purchasely would, or as somebody else would who lacks the secret. */
export async function postBody(
  url: string,
  body: Buffer,
  sharedSecret: string,
  signature: SignatureChoice,
): Promise<Posted> {
  const secret = signature === 'wrong' ? `not ${sharedSecret}` : sharedSecret;
  const headers =
    signature === 'none' ? { 'content-type': 'application/json' } : signedHeaders(body, secret, Date.now());
  const response = await fetch(url, { method: 'POST', body, headers });
  const webhookId = response.headers.get('apigw-requestid') ?? '';
  return { status: response.status, answer: await response.text(), webhookId };
}
