import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { SQSEvent } from 'aws-lambda';
import { required } from '../../functions/settings.ts';
import { CREDENTIALS } from './credentials.ts';

/** Bodies by the id of the first message of the batch. */
const bodies: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(required(process.env, 'BODIES'), 'utf8'),
);
const url = new URL('/api/v2/batch', required(process.env, 'TRACK_API_ORIGIN'));
const agent = new Agent({ keepAlive: true });
const { siteId, apiKey } = CREDENTIALS;
const authorization = `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`;

/** Returns the prepared bodies that `deliver` sends for this batch. */
export function readyBodies({ Records }: SQSEvent): readonly string[] {
  const ready = bodies[Records[0]?.messageId ?? ''];
  if (ready === undefined) throw new Error('no body was prepared for this batch');
  return ready;
}

/** Posts with `node:http` only. @returns the text of the answer */
export function post(body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const outgoing = request(url, { method: 'POST', agent, headers });
    outgoing.once('error', reject);
    outgoing.once('response', (answer) => {
      if (answer.statusCode === 200) text(answer).then(resolve, reject);
      else reject(new Error(`answered ${answer.statusCode}`));
    });
    outgoing.end(body);
  });
}
