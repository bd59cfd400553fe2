import http, { type AgentOptions } from 'node:http';

/** Hosts without a proxy, because a local stage is on this machine. */
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/** Proxy variables as Node.js reads them: lower case first, then upper case. */
const environment = { ...process.env };
environment['no_proxy'] = [environment['no_proxy'] ?? environment['NO_PROXY'] ?? [], THIS_MACHINE]
  .flat()
  .join();

/**
 * Makes `fetch` use HTTPS_PROXY, HTTP_PROXY and NO_PROXY in this process.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/http.html#built-in-proxy-support
 */
export function useProxies(): void {
  http.setGlobalProxyFromEnv?.(environment); // since Node 24.14
}

const agent: AgentOptions = { proxyEnv: environment };

/** The same for AWS SDK clients, which have their own agents. */
export const PROXYING = { requestHandler: { httpAgent: agent, httpsAgent: agent } };
