import '../shared/needed-node.mjs';

// Loaded later: an older Node would not come as far as the line above, for want of a built-in module.
const { runProcess } = await import('../tools/cli/base/run-process.ts');
const { runBench } = await import('./program.ts');

/** `npm run bench`, with this process around it. */
await runProcess(runBench);
