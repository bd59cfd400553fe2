import { installRunClock, type RunClock } from '../../../tools/local/run-clock.ts';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
const HOUR_MS = 3_600_000;

let clock: RunClock | undefined;
afterEach(() => clock?.uninstall());

const install = (speed: number) => {
  clock = installRunClock({ realMs: Date.now(), shownMs: START_MS, speed });
  return clock;
};

test('shows its own time by every way of asking for it', () => {
  install(1);

  for (const shown of [Date.now(), Date.parse(new Date().toISOString())]) {
    expect(shown).toBeGreaterThanOrEqual(START_MS);
    expect(shown).toBeLessThan(START_MS + HOUR_MS);
  }
  expect(new Date(0).getTime()).toBe(0);
  expect(new Date(2026, 0).getFullYear()).toBe(2026);
  expect(new Date()).toBeInstanceOf(Date);
});

test('jumps ahead and never back', () => {
  const { jumpTo } = install(1);

  jumpTo(START_MS + HOUR_MS);
  jumpTo(START_MS);

  expect(Date.now()).toBeGreaterThanOrEqual(START_MS + HOUR_MS);
});

test('lets timers run as fast as its time', async () => {
  install(100_000);
  const fromMs = Date.now();

  await new Promise((resolve) => setTimeout(resolve, HOUR_MS));

  expect(Date.now() - fromMs).toBeGreaterThanOrEqual(HOUR_MS - 100_000);
});

test('shows another process the same time', () => {
  const here = install(10);
  here.jumpTo(START_MS + 7 * HOUR_MS);
  const reading = here.reading();
  here.uninstall();
  install(1).set(reading);

  expect(Date.now()).toBeGreaterThanOrEqual(START_MS + 7 * HOUR_MS);
  expect(Date.now()).toBeLessThan(START_MS + 8 * HOUR_MS);
});

test('gives the time of the machine back', () => {
  const before = Date.now();
  install(1).uninstall();

  expect(Math.abs(Date.now() - before)).toBeLessThan(HOUR_MS);
});
