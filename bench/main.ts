import '../shared/needed-node.mjs';

// Loaded dynamically: an older Node.js lacks a built-in module of these imports and would fail before the check above.
const { runProcess } = await import('../tools/cli/base/run-process.ts');
const { runBench } = await import('./program.ts');

/** Runs `npm run bench` in this process. */
await runProcess(runBench);
