import type { ThrownError } from './function-process.ts';

/** How an invocation ended. `timeout` and `crash` end the execution environment, as in Lambda. */
export type Invocation =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: ThrownError }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'crash' };
