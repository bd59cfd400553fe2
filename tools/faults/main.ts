import '../../shared/needed-node.mjs';

// Loaded dynamically: an older Node.js lacks a built-in module of these imports and would fail before the check above.
const { runProcess } = await import('../cli/base/run-process.ts');
const { runFaults } = await import('./program.ts');

/** Runs `npm run faults` in this process. */
await runProcess(runFaults);
// Node.js can otherwise hang while it frees the handles of hundreds of killed children.
process.exit();
