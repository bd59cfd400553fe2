import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What a local server answers. An object is sent as JSON, a string as it is. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

export type Handler = (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void>;

/** Gets a request as soon as its headers are there, and reads the body if it wants it. */
export type UnreadHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface LocalServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** Ends at once: kept-alive connections and requests that wait for an answer are cut. Closing twice is closing once. */
  close(): Promise<void>;
}

/** Serves on this machine only. Port 0 takes a free one. */
export const serve = (handle: Handler, port = 0): Promise<LocalServer> =>
  serveUnread(async (request, response) => handle(request, await buffer(request), response), port);

/** As `serve`, for a server that may not want every body. */
export async function serveUnread(handle: UnreadHandler, port = 0): Promise<LocalServer> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // Either the caller hung up while sending, or this server has a bug: then it must not look like an outage.
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

/** Sends the status and the headers. @returns what sends the body */
export function sendHeaders(response: ServerResponse, answer: Answer): () => void {
  const body = prepare(response, answer);
  response.setHeader('content-length', Buffer.byteLength(body)).flushHeaders();
  return () => response.end(body);
}

/** Sets everything but the body, which it returns as text. */
function prepare(response: ServerResponse, { status, headers = {}, body = '' }: Answer): string {
  const isText = typeof body === 'string';
  response.statusCode = status;
  response.setHeader('content-type', isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  return isText ? body : `${JSON.stringify(body)}\n`;
}

/** The JSON of a body, or its text where it is not JSON. Nothing for an empty one. */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
