import { CIRCUIT_BASE_SECONDS, CIRCUIT_CAP_SECONDS } from '../../../shared/messages/timing.ts';
import type { ItemFailure } from '../send/judge.ts';

/** Failed requests in a row that open the circuit. One or two belong to a good day. */
const FAILURES_TO_OPEN = 3;

/**
 * Keeps requests from a workspace that cannot be reached or does not answer well. Closed: everything may be sent. Open:
 * nothing. When the time is over, one request at a time shows whether it may close.
 */
export interface CircuitBreaker {
  /** Resolves at the end of the probing request; `undefined` if none is out. A caller that waits for it may then send. */
  readonly probe: Promise<void> | undefined;
  /**
   * Asks for leave to send one request.
   *
   * @returns leave, or the last failure again, which stands for the answer
   */
  ask(nowMs: number): Leave | ItemFailure;
}

/** Permission to send one request, and to report its result. */
export interface Leave {
  readonly kind: 'leave';
  succeeded(): void;
  /** @returns the failure, with the time for which nothing more will be sent, if there is one */
  failed(failure: ItemFailure, nowMs: number): ItemFailure;
  /** Returns the permission, so that no other request waits for one that ended without a result. */
  end(): void;
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
  let probe: Promise<void> | undefined;

  /** @returns what ends it */
  function beginProbe(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    probe = promise;
    return () => {
      if (probe === promise) probe = undefined;
      resolve();
    };
  }

  return {
    get probe() {
      return probe;
    },
    ask(nowMs) {
      if (open !== undefined && (probe !== undefined || nowMs < open.untilMs)) {
        const { failure, failedAtMs, untilMs } = open;
        return { ...failure, failedAtMs, afterSeconds: Math.max(1, Math.ceil((untilMs - nowMs) / 1000)) };
      }
      const before = { failures, open };
      const end = open === undefined ? () => {} : beginProbe();
      return {
        kind: 'leave',
        end,
        succeeded() {
          end();
          // A request that was sent before the circuit opened does not show whether it may close.
          if (open !== before.open) return;
          failures = 0;
          open = undefined;
        },
        failed(failure, failedAtMs) {
          end();
          // Requests that are out together fail together: one failure. Whatever has opened it, a probe that fails opens it again.
          failures = Math.max(
            failures,
            before.failures + 1,
            before.open === undefined ? 0 : FAILURES_TO_OPEN,
          );
          const seconds = Math.max(failure.afterSeconds ?? 0, openSeconds(failures, random()));
          const untilMs = Math.max(open?.untilMs ?? 0, failedAtMs + seconds * 1000);
          if (untilMs <= failedAtMs) return failure;
          open = { failure, failedAtMs, untilMs };
          return { ...failure, afterSeconds: Math.ceil((untilMs - failedAtMs) / 1000) };
        },
      };
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
