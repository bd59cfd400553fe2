import { CIRCUIT_BASE_SECONDS, CIRCUIT_CAP_SECONDS, PROBE_SECONDS } from '../../../shared/messages/timing.ts';
import type { ItemFailure } from '../send/judge.ts';

/** Failed requests in a row that open the circuit. One or two belong to a good day. */
const FAILURES_TO_OPEN = 3;

/**
 * Keeps requests from a workspace that cannot be reached or does not answer well. Closed: everything may be sent. Open:
 * nothing. When the time is over, one request at a time shows whether it may close.
 */
export interface CircuitBreaker {
  /**
   * Asks for leave to send one request.
   *
   * @returns `undefined`: send it, and tell how it went. Else the last failure again, which stands for the answer
   */
  holdBack(nowMs: number): ItemFailure | undefined;
  succeeded(): void;
  /** @returns the failure, with the time for which nothing more will be sent, if there is one */
  failed(failure: ItemFailure, nowMs: number): ItemFailure;
}

interface Open {
  readonly failure: ItemFailure;
  readonly failedAtMs: number;
  readonly untilMs: number;
}

/** @param random from 0 to less than 1 */
export function createCircuitBreaker(random: () => number): CircuitBreaker {
  let failures = 0;
  let open: Open | undefined;

  return {
    holdBack(nowMs) {
      if (open === undefined) return undefined;
      if (nowMs >= open.untilMs) {
        open = { ...open, untilMs: nowMs + PROBE_SECONDS * 1000 };
        return undefined;
      }
      const { failure, failedAtMs, untilMs } = open;
      return { ...failure, failedAtMs, afterSeconds: Math.ceil((untilMs - nowMs) / 1000) };
    },
    succeeded() {
      failures = 0;
      open = undefined;
    },
    failed(failure, nowMs) {
      // Whatever has opened it, a probe that fails opens it again.
      failures = Math.max(failures + 1, open === undefined ? 0 : FAILURES_TO_OPEN);
      const seconds = Math.max(failure.afterSeconds ?? 0, openSeconds(failures, random()));
      if (seconds === 0) return failure;
      open = { failure, failedAtMs: nowMs, untilMs: nowMs + seconds * 1000 };
      return { ...failure, afterSeconds: Math.ceil(seconds) };
    },
  };
}

/** One per workspace, by the name of its secret, for as long as the execution environment lives. */
export function createCircuitBreakers(random: () => number): (secretName: string) => CircuitBreaker {
  const breakers = new Map<string, CircuitBreaker>();
  return (secretName) => {
    const breaker = breakers.get(secretName) ?? createCircuitBreaker(random);
    breakers.set(secretName, breaker);
    return breaker;
  };
}

/** Between half of a ceiling and all of it, so that the environments of a stage do not come back at the same time. */
function openSeconds(failures: number, random: number): number {
  if (failures < FAILURES_TO_OPEN) return 0;
  const ceiling = Math.min(CIRCUIT_CAP_SECONDS, CIRCUIT_BASE_SECONDS * 2 ** (failures - FAILURES_TO_OPEN));
  return ceiling * (0.5 + random / 2);
}
