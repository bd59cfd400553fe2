import { runProcess } from '../tools/command/run-process.ts';
import { runBench } from './program.ts';

/** `npm run bench`, with this process around it. */
await runProcess(runBench);
