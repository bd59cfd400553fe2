import { type Interference, startAwsProxy } from '../../tools/local/aws-proxy.ts';
import type { Answer, LocalServer } from '../../tools/track-api/http.ts';

/** Stands between `deliver` and the people table. */
export interface TableProxy {
  /** What `startStack` takes as `between.dynamodb`. */
  readonly between: (endpoint: string) => Promise<string>;
  /** What becomes of calls; `undefined`: they pass. */
  interfere: Interference | undefined;
  stop(): Promise<void>;
}

export function startTableProxy(): TableProxy {
  let server: LocalServer | undefined;
  const proxy: TableProxy = {
    interfere: undefined,
    async between(endpoint) {
      server = await startAwsProxy(endpoint, (call, passOn) => proxy.interfere?.(call, passOn) ?? passOn());
      return server.origin;
    },
    async stop() {
      await server?.close();
    },
  };
  return proxy;
}

/** Does something before the n-th call of an action is passed on, and lets everything else pass. */
export function beforeCall(action: string, n: number, act: () => Promise<unknown>): Interference {
  let calls = 0;
  return async (call, passOn) => {
    if (call.action === action) calls += 1;
    if (call.action === action && calls === n) await act();
    return passOn();
  };
}

/** An answer with which DynamoDB refuses a call. */
export function refusal(status: number, type: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'refused by the test' },
  };
}
