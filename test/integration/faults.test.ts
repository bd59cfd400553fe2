import { runFaults } from '../../tools/faults/program.ts';
import { createFakeTerminal } from '../support/terminal.ts';

/** A short campaign with lives of its own each time; `npm run faults -- --webhooks 20000` is the long one. */
const WEBHOOKS = 150;

test('a campaign of faults loses nothing, doubles nothing and gets nobody wrong', async () => {
  const seed = 1 + Math.floor(Math.random() * 1_000_000);
  const terminal = createFakeTerminal();
  const code = await runFaults(['--webhooks', String(WEBHOOKS), '--seed', String(seed)], {
    terminal,
    interrupted: new AbortController().signal,
  });

  // Whole, so that a failure shows the seed and the cases.
  expect([...terminal.err, ...terminal.out].join('\n')).toMatch(/Seed \d+: clean\.$/);
  expect(code).toBe(0);
}, 120_000);
