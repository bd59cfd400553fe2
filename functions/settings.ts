import type { HttpProxy } from '../shared/http-post.ts';
import { isLoopback } from '../shared/loopback.ts';

/** The environment of a function, as its part of the stack sets it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that must be given. @throws naming it, so that a function with a gap in its settings never starts */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

/**
 * A setting that sends webhooks, or credentials, to another place than the configuration says: for the local run.
 *
 * @throws if that place is not on this machine
 */
export function loopbackUrl(environment: Environment, name: string): string | undefined {
  const url = environment[name];
  if (url !== undefined && !isLoopback(new URL(url))) {
    throw new Error(`${name} may only be a loopback address`);
  }
  return url;
}

/** The proxy that `vpc.proxy` names; without one, everything is reached directly. */
export function proxyOf({ HTTPS_PROXY, NO_PROXY }: Environment): HttpProxy | undefined {
  return HTTPS_PROXY === undefined ? undefined : { HTTPS_PROXY, NO_PROXY };
}
