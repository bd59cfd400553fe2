/** What passes between the runner and the process of a function. */
export interface InvokeMessage {
  readonly event: unknown;
  readonly requestId: string;
  readonly functionName: string;
  readonly memoryMb: number;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
}

export type FunctionMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: string };
