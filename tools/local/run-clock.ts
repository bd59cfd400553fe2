/**
 * A clock that showed `shownMs` when the machine's clock showed `realMs` (both in milliseconds since the epoch), and
 * has run `speed` times as fast since then.
 */
export interface ClockReading {
  readonly realMs: number;
  readonly shownMs: number;
  readonly speed: number;
}

/** The clock of a run, for all its processes. It may run faster than the machine's clock and jump ahead. */
export interface RunClock {
  /** Returns the settings with which another process shows the same time. */
  reading(): ClockReading;
  set(reading: ClockReading): void;
  /** Jumps ahead. An earlier time changes nothing. */
  jumpTo(shownMs: number): void;
  /** Restores the machine's clock in this process. */
  uninstall(): void;
}

/**
 * Makes `Date`, `setTimeout` and `setInterval` of this process follow the clock of the run, so that a day of waiting
 * takes seconds without a change to the code under test. Timers of `node:timers/promises` and `AbortSignal` keep the
 * machine's time.
 */
export function installRunClock(start: ClockReading): RunClock {
  const { Date: RealDate, setTimeout: realTimeout, setInterval: realInterval } = globalThis;
  let { realMs, shownMs, speed } = start;
  const now = () => Math.floor(shownMs + (RealDate.now() - realMs) * speed);

  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  const hurried = <Timer extends (...args: never[]) => unknown>(timer: Timer): Timer =>
    new Proxy(timer, {
      apply: (target, self, [callback, ms = 0, ...args]: unknown[]) =>
        Reflect.apply(target, self, [callback, Number(ms) / speed, ...args]),
    });
  globalThis.setTimeout = hurried(realTimeout);
  globalThis.setInterval = hurried(realInterval);

  return {
    reading: () => ({ realMs, shownMs, speed }),
    set(reading) {
      ({ realMs, shownMs, speed } = reading);
    },
    jumpTo(targetMs) {
      shownMs = Math.max(targetMs, now());
      realMs = RealDate.now();
    },
    uninstall() {
      Object.assign(globalThis, { Date: RealDate, setTimeout: realTimeout, setInterval: realInterval });
    },
  };
}
