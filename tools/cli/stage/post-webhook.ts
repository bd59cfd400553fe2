import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toMilliseconds } from '../../../shared/purchasely/read-attribute.ts';
import { signatureOf } from '../../../shared/purchasely/signature.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';

export interface WebhookFile {
  readonly name: string;
  readonly body: Buffer;
}

/** Reads the webhooks of a file, or of every JSON file in a folder, oldest event first. @throws if there are none */
export function readWebhooks(path: string): WebhookFile[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(path, name))
    : [path];
  if (files.length === 0) throw new Error(`${path} has no .json file`);
  return files
    .map((file) => ({ name: basename(file), body: readFileSync(file) }))
    .sort((one, other) => createdAtMs(one) - createdAtMs(other));
}

function createdAtMs({ body }: WebhookFile): number {
  const webhook = toObject(body.toString('utf8')) ?? {};
  return toMilliseconds(webhook['event_created_at'] ?? webhook['received_at']) ?? 0;
}

/** Returns the headers with which Purchasely would send this body now. */
export function signedHeaders(body: Buffer, sharedSecret: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  return {
    'content-type': 'application/json',
    'x-purchasely-timestamp': timestamp,
    'x-purchasely-request-signature': signatureOf(sharedSecret, timestamp, body),
  };
}

/** Posts a webhook as Purchasely would. */
export function postWebhook(url: string, body: Buffer, sharedSecret: string): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers: signedHeaders(body, sharedSecret, Date.now()) });
}
