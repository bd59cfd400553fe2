import http, { type AgentOptions } from 'node:http';

/** Asked directly, whatever the environment says: a local stage is on this machine. */
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/** The variables that name proxies, as Node reads them: in either case, the lower one first. */
const environment = { ...process.env };
environment['no_proxy'] = [environment['no_proxy'] ?? environment['NO_PROXY'] ?? [], THIS_MACHINE]
  .flat()
  .join();

/**
 * Has `fetch` keep to HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in all of this process.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/http.html#built-in-proxy-support
 */
export function useProxies(): void {
  http.setGlobalProxyFromEnv?.(environment); // since Node 24.14
}

const agent: AgentOptions = { proxyEnv: environment };

/** The same for the clients of the AWS SDK, which have their own agents. */
export const PROXYING = { requestHandler: { httpAgent: agent, httpsAgent: agent } };
