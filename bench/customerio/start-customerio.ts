import { fileURLToPath } from 'node:url';
import { startChild } from '../measure/child.ts';
import type { Counts, CustomerioQuestion } from './server.ts';

/** Stands in for Customer.io: answers every request with success, and counts. */
export interface Customerio {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Delays each answer from now on. */
  setDelay(ms: number): Promise<void>;
  counts(): Promise<Counts>;
  /** Resets the counts. Counts events only with `isRead`, which takes time. */
  reset(options?: { readonly isRead: boolean }): Promise<void>;
  stop(): Promise<void>;
}

const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url));

/** @param delayMs delay of each answer */
export async function startCustomerio({ delayMs = 0 } = {}): Promise<Customerio> {
  const child = await startChild(SERVER, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ask = <Answer>(question: CustomerioQuestion) => child.ask<Answer>(question);
  const setDelay = (ms: number) => ask<void>({ kind: 'delay', ms });
  await setDelay(delayMs);
  return {
    origin: await ask<string>({ kind: 'origin' }),
    setDelay,
    counts: () => ask<Counts>({ kind: 'counts' }),
    reset: ({ isRead } = { isRead: false }) => ask<void>({ kind: 'reset', isRead }),
    stop: () => child.stop(),
  };
}
