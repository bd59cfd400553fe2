import { runProcess } from '../cli/base/run-process.ts';
import { runFaults } from './program.ts';

/** `npm run faults`: the campaign with this process around it. */
await runProcess(runFaults);
// Left to itself, Node can go on for ever while it frees the handles of hundreds of children that were killed at work.
process.exit();
