import type { ClockReading } from '../run-clock.ts';
import type { ProcessUsage } from './process-usage.ts';

/** What passes between the runner and the process of a function. */
export type RunnerMessage = InvokeMessage | { readonly kind: 'measure' };

export interface InvokeMessage {
  readonly kind: 'invoke';
  readonly event: unknown;
  readonly requestId: string;
  readonly functionName: string;
  readonly memoryMb: number;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  /** Absent: the machine's time. */
  readonly clock?: ClockReading;
}

export type FunctionMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'usage'; readonly usage: ProcessUsage };
