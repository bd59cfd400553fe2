import type { IncomingMessage } from 'node:http';
import type { Answer } from '../track-api/http.ts';

/** Headers of every answer. They allow only the page's own script and nothing from other origins. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/**
 * Refuses requests that do not come from the page. Any website can make a browser call a server on this machine: by a
 * domain that resolves to it (visible in `Host`), or by a cross-site request (visible in `Origin`).
 *
 * @see https://owasp.org/www-community/attacks/DNS_Rebinding
 */
export function refusalOf({ method = '', headers }: IncomingMessage, port: number): Answer | undefined {
  const { host = '', origin } = headers;
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(host)) {
    return refused(421, `this page answers to 127.0.0.1:${port} and localhost:${port} only`);
  }
  const isOwn = origin === `http://${host}`;
  if (origin !== undefined && !isOwn) return refused(403, 'this page takes no requests from other sites');
  if (method === 'GET') return undefined;
  if (!isOwn) return refused(403, 'only the page itself may change anything: the header Origin is missing');
  const isJson = headers['content-type'] === 'application/json';
  return isJson ? undefined : refused(415, 'expected application/json');
}

const refused = (status: number, error: string): Answer => ({ status, body: { error } });
