/** A Track API that takes everything and looks at nothing, in a process of its own: it must not be what is measured. */
import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ACCEPTED } from '../../tools/track-api/answers.ts';
import { sendAnswer, serveUnread } from '../../tools/track-api/http.ts';
import { answerParent } from '../measure/answer-parent.ts';

export type CustomerioQuestion =
  | { readonly kind: 'origin' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'counts' }
  | { readonly kind: 'reset' };

/** What has arrived since the last reset. */
export interface Counts {
  readonly requests: number;
  readonly bodyBytes: number;
  /** Bodies, headers and request lines. */
  readonly bytes: number;
}

const NOTHING: Counts = { requests: 0, bodyBytes: 0, bytes: 0 };

let counts = NOTHING;
let delayMs = 0;
/** Of each connection, the bytes that are counted already. */
const counted = new WeakMap<object, number>();

const server = await serveUnread(async (request, response) => {
  const bodyBytes = await readBody(request);
  const { socket } = request;
  const bytes = socket.bytesRead - (counted.get(socket) ?? 0);
  counted.set(socket, socket.bytesRead);
  counts = {
    requests: counts.requests + 1,
    bodyBytes: counts.bodyBytes + bodyBytes,
    bytes: counts.bytes + bytes,
  };
  if (delayMs > 0) await wait(delayMs);
  sendAnswer(response, ACCEPTED);
});

answerParent(async (question: CustomerioQuestion): Promise<string | Counts | undefined> => {
  switch (question.kind) {
    case 'origin':
      return server.origin;
    case 'delay':
      delayMs = question.ms;
      return;
    case 'counts':
      return counts;
    case 'reset':
      counts = NOTHING;
      return;
  }
});

/** Reads a body to its end and keeps nothing of it. @returns its length in bytes */
function readBody(request: IncomingMessage): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.once('end', () => resolve(bytes));
    request.once('error', reject);
  });
}
