import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** An answer of a local server. An object is sent as JSON, a string unchanged. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

export type Handler = (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void>;

/** Handles a request as soon as its headers have arrived. It may read the body. */
export type UnreadHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface LocalServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** Stops at once and cuts all connections, even of requests that wait for an answer. Safe to call twice. */
  close(): Promise<void>;
}

/** Starts a server on 127.0.0.1. Port 0 means any free port. */
export const serve = (handle: Handler, port = 0): Promise<LocalServer> =>
  serveUnread(async (request, response) => handle(request, await buffer(request), response), port);

/** Like `serve`, for a server that does not read every body. */
export async function serveUnread(handle: UnreadHandler, port = 0): Promise<LocalServer> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // The caller has closed the connection, or this server has a bug, which must be visible and not look like an
      // outage.
      if (!response.headersSent) sendAnswer(response, { status: 500, body: `local server: ${error}` });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo; // a string only for a pipe
  let closed: Promise<void> | undefined;
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** Sends the whole answer with a `content-length`, as the real services do for short bodies. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  response.end(prepare(response, answer));
}

/** Sends status and headers. @returns a function that sends the body */
export function sendHeaders(response: ServerResponse, answer: Answer): () => void {
  const body = prepare(response, answer);
  response.setHeader('content-length', Buffer.byteLength(body)).flushHeaders();
  return () => response.end(body);
}

/** Sets status and headers. Returns the body as text. */
function prepare(response: ServerResponse, { status, headers = {}, body = '' }: Answer): string {
  const isText = typeof body === 'string';
  response.statusCode = status;
  response.setHeader('content-type', isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  return isText ? body : `${JSON.stringify(body)}\n`;
}

/** Returns the parsed JSON of a body, its text if it is not JSON, or undefined if it is empty. */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
