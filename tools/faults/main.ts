import '../../shared/needed-node.mjs';

// Loaded later: an older Node would not come as far as the line above, for want of a built-in module.
const { runProcess } = await import('../cli/base/run-process.ts');
const { runFaults } = await import('./program.ts');

/** `npm run faults`: the campaign with this process around it. */
await runProcess(runFaults);
// Left to itself, Node can go on for ever while it frees the handles of hundreds of children that were killed at work.
process.exit();
