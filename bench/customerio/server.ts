/**
 * A Track API that accepts everything. It runs in a separate process, so that it is not measured, and parses bodies
 * only on request.
 */
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { ACCEPTED } from '../../tools/track-api/answers.ts';
import { sendAnswer, serveUnread } from '../../tools/track-api/http.ts';
import { answerParent } from '../measure/answer-parent.ts';

export type CustomerioQuestion =
  | { readonly kind: 'origin' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'counts' }
  /** Resets the counts. With `isRead`, also counts the events in the bodies. */
  | { readonly kind: 'reset'; readonly isRead: boolean };

/** Arrivals since the last reset. */
export interface Counts {
  readonly requests: number;
  /** Maximum number of requests in flight. */
  readonly mostInFlight: number;
  /** 0 if bodies are not read. */
  readonly events: number;
  /** Size of bodies, headers and request lines. */
  readonly bytes: number;
}

const NOTHING: Counts = { requests: 0, mostInFlight: 0, events: 0, bytes: 0 };

let counts = NOTHING;
let inFlight = 0;
let delayMs = 0;
let isRead = false;
/** Bytes of each connection that are already counted. */
const counted = new WeakMap<object, number>();

const server = await serveUnread(async (request, response) => {
  inFlight += 1;
  const events = isRead ? eventsIn(request.url ?? '', await text(request)) : await skipBody(request);
  const { socket } = request;
  const bytes = socket.bytesRead - (counted.get(socket) ?? 0);
  counted.set(socket, socket.bytesRead);
  counts = {
    requests: counts.requests + 1,
    mostInFlight: Math.max(counts.mostInFlight, inFlight),
    events: counts.events + events,
    bytes: counts.bytes + bytes,
  };
  if (delayMs > 0) await wait(delayMs);
  sendAnswer(response, ACCEPTED);
  inFlight -= 1;
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
      isRead = question.isRead;
      return;
  }
});

/** Counts events in a batch, a single operation or a call of v1. */
function eventsIn(url: string, body: string): number {
  if (/^\/api\/v1\/customers\/[^/]+\/events$/.test(url)) return 1;
  const parsed = JSON.parse(body);
  const operations: readonly { readonly action?: unknown }[] = parsed.batch ?? [parsed];
  return operations.filter(({ action }) => action === 'event').length;
}

/** Reads a body to its end without keeping it. */
function skipBody(request: IncomingMessage): Promise<0> {
  return new Promise((resolve, reject) => {
    request.resume();
    request.once('end', () => resolve(0));
    request.once('error', reject);
  });
}
