/** A clock that ran from `shownMs` on when the machine's own said `realMs`, so many times as fast. Milliseconds. */
export interface ClockReading {
  readonly realMs: number;
  readonly shownMs: number;
  readonly speed: number;
}

/** The time of a run, for all its processes: it may pass more quickly than the machine's, and jump ahead. */
export interface RunClock {
  /** What another process needs to show the same time. */
  reading(): ClockReading;
  set(reading: ClockReading): void;
  /** Never back. */
  jumpTo(shownMs: number): void;
  /** Gives this process the machine's time again. */
  uninstall(): void;
}

/**
 * Makes `Date`, `setTimeout` and `setInterval` of this process follow a clock of the run's own: then a day of waiting
 * takes seconds, for code that knows nothing of it. Timers of `node:timers/promises` and of `AbortSignal` keep the
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
