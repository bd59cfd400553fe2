import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 10;

/** Waits until a condition holds. @throws if it does not hold within `withinMs` */
export async function until(what: string, withinMs: number, holds: () => boolean): Promise<void> {
  const giveUpAtMs = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > giveUpAtMs) throw new Error(`${what}: not within ${withinMs} ms`);
    await wait(POLL_MS);
  }
}

/** @throws if it takes longer than `withinMs` */
export async function within<Value>(what: string, withinMs: number, value: Promise<Value>): Promise<Value> {
  const done = new AbortController();
  const tooLate = wait(withinMs, undefined, { signal: done.signal }).then(() => {
    throw new Error(`${what}: not within ${withinMs} ms`);
  });
  tooLate.catch(() => {}); // cancelled
  try {
    return await Promise.race([value, tooLate]);
  } finally {
    done.abort();
  }
}
