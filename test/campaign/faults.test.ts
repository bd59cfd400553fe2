import { runFaults } from '../../tools/faults/program.ts';
import { createFakeTerminal } from '../support/terminal.ts';

/** A short campaign; `npm run faults -- --webhooks 20000` is the long one. */
const WEBHOOKS = 150;

/** In CI always the same subscribers, so that it fails only if the change is at fault; by hand others each time. */
const SEED = process.env['CI'] === undefined ? 1 + Math.floor(Math.random() * 1_000_000) : 20_261_127;

test('a campaign of faults loses nothing, doubles nothing and gets nobody wrong', async () => {
  const terminal = createFakeTerminal();
  const code = await runFaults(['--webhooks', String(WEBHOOKS), '--seed', String(SEED)], {
    terminal,
    interrupted: new AbortController().signal,
  });

  // Whole, so that a failure shows the seed and the cases.
  expect([...terminal.err, ...terminal.out].join('\n')).toMatch(/Seed \d+: clean\.$/);
  expect(code).toBe(0);
});
