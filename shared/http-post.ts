import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { urlToHttpOptions } from 'node:url';

/** The result of one request. */
export interface HttpAnswer {
  /** Absent if not even the headers came. */
  readonly status?: number;
  readonly headers: IncomingHttpHeaders;
  /** As far as it came. */
  readonly text: string;
  /** Why the answer is not whole, or none came: `timeout`, `answer too long`, or a code such as `ECONNRESET`. */
  readonly cause?: string;
}

/** Sends one body, within `timeoutMs` from now. Never throws. */
export type HttpPost = (
  headers: Readonly<Record<string, string | number>>,
  body: Buffer,
  timeoutMs: number,
) => Promise<HttpAnswer>;

export interface HttpPostOptions {
  /**
   * Connections at once; further requests wait for one, which counts as their time.
   * @default no limit
   */
  readonly maxConnections?: number;
  /** Goes between; what its `NO_PROXY` names is reached directly. */
  readonly proxy?: HttpProxy | undefined;
}

/**
 * A proxy as Node's agents take it.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/http.html#built-in-proxy-support
 */
export interface HttpProxy {
  readonly HTTPS_PROXY: string;
  readonly NO_PROXY?: string | undefined;
}

/**
 * Posts to one URL over connections that are kept. On `node:https` because `fetch` costs several times the CPU and hides
 * whether a socket was reused. A redirect is an answer here: following one would take the request elsewhere.
 *
 * @param maxAnswerBytes of a longer answer the rest is not read
 */
export function createHttpPost(url: URL, maxAnswerBytes: number, options: HttpPostOptions = {}): HttpPost {
  const loading = loadClient(url, options);
  const target = urlToHttpOptions(url);

  async function attempt(...[headers, body, timeoutMs]: Parameters<HttpPost>): Promise<Attempt> {
    const { agent, request } = await loading;
    return new Promise((resolve) => {
      const outgoing = request({
        ...target,
        method: 'POST',
        agent,
        headers: { ...headers, 'content-length': body.length },
      });
      let incoming: IncomingMessage | undefined;
      let text = '';
      const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), timeoutMs);
      const settle = (cause?: string) => {
        clearTimeout(timer);
        const answer = {
          ...(incoming?.statusCode === undefined ? {} : { status: incoming.statusCode }),
          headers: incoming?.headers ?? {},
          text,
          ...(cause === undefined ? {} : { cause }),
        };
        resolve({ answer, staleSocket: outgoing.reusedSocket && incoming === undefined });
      };
      const fail = (error: NodeJS.ErrnoException) => settle(error.code ?? error.message);

      outgoing.on('error', fail);
      outgoing.on('response', (response) => {
        incoming = response;
        response.setEncoding('utf8');
        response.on('error', fail);
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > maxAnswerBytes) response.destroy(new Error('answer too long'));
        });
        response.on('end', () => settle());
      });
      outgoing.end(body);
    });
  }

  /** A header that no request may have is thrown by Node, not answered. */
  const attempted = (...args: Parameters<HttpPost>): Promise<Attempt> =>
    attempt(...args).catch((error: NodeJS.ErrnoException) => ({
      answer: { headers: {}, text: '', cause: error.code ?? error.message },
      staleSocket: false,
    }));

  return async (headers, body, timeoutMs) => {
    const startedAtMs = Date.now();
    const first = await attempted(headers, body, timeoutMs);
    // A kept-alive socket that the other side closed while this environment was frozen: the fault is the socket's.
    if (!first.staleSocket || first.answer.cause === 'timeout') return first.answer;
    const leftMs = Math.max(1, timeoutMs - (Date.now() - startedAtMs));
    return (await attempted(headers, body, leftMs)).answer;
  };
}

/** Loaded only by a function that posts: a `receive` without a backend starts sooner. */
async function loadClient(
  { protocol }: URL,
  { maxConnections: maxSockets = Infinity, proxy }: HttpPostOptions,
) {
  const { Agent, request } = await (protocol === 'https:' ? import('node:https') : import('node:http'));
  return {
    agent: new Agent({ keepAlive: true, maxSockets, ...(proxy && { proxyEnv: { ...proxy } }) }),
    request,
  };
}

interface Attempt {
  readonly answer: HttpAnswer;
  /** The request went out on a kept-alive socket and not even a status came back. */
  readonly staleSocket: boolean;
}
