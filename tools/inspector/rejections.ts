import { toObject } from '../../shared/purchasely/to-object.ts';

/** Meaning of each refusal of `receive`, by its reason. */
export const REJECTION_MEANINGS: Readonly<Record<string, string>> = {
  'unknown-connection': 'connector.config.ts has no connection with the name at the end of the URL.',
  'body-too-large': 'SQS could not store a body of this size.',
  'signature-missing': 'It has no signature, or no timestamp: Purchasely sends both, in headers.',
  'signature-mismatch':
    'No secret of this connection made the signature over these bytes and this timestamp.',
  'timestamp-outside-window': 'Its timestamp is outside replayWindowMinutes of connector.config.ts.',
  'relay-loop': 'It has come through this connection before: relay.url leads back here.',
  'not-a-json-object': 'The signature is right, but the body is not a JSON object.',
  'secret-unavailable': 'The shared secret could not be read, so the signature could not be checked.',
  'queue-unavailable': 'The events queue did not accept it.',
};

/** Refusals of API Gateway itself, before `receive`. */
const GATEWAY_MEANINGS: Readonly<Record<number, string>> = {
  404: 'No route has this method and path: webhooks are posted to /webhooks/<connection>.',
  413: 'Larger than what API Gateway hands over to a function.',
  500: 'receive failed.',
  503: 'receive did not end in time.',
};

export interface Rejection {
  /** The reason in the answer, or its message. */
  readonly word: string;
  readonly meaning: string;
}

/** Reads the answer of a request that was refused. */
export function readRejection(status: number, answer: string): Rejection {
  const body = toObject(answer) ?? {};
  const word = String(body['error'] ?? body['message'] ?? answer);
  const meaning = REJECTION_MEANINGS[word] ?? GATEWAY_MEANINGS[status] ?? '';
  return { word, meaning };
}
