import type { HttpProxy } from '../shared/http-post.ts';

/**
 * How long a function waits for SQS and Secrets Manager, in milliseconds for each attempt: both answer within some ten on
 * any other day.
 */
export const SERVICE_LIMITS = {
  connectionTimeout: 1_000,
  requestTimeout: 2_000,
  throwOnRequestTimeout: true, // else the SDK only warns, and waits on
  socketTimeout: 2_000, // for an answer that stops half-way
} as const;

/** The request handler of the SDK's clients: within the limits, and through a proxy if there is one. */
export function requestHandler(proxy: HttpProxy | undefined) {
  return { ...SERVICE_LIMITS, ...(proxy && { httpsAgent: { proxyEnv: { ...proxy } } }) };
}
