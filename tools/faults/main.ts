import { runProcess } from '../command/run-process.ts';
import { runFaults } from './program.ts';

/** `npm run faults`: the campaign with this process around it. */
await runProcess(runFaults);
