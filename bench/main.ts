import { runProcess } from '../tools/cli/base/run-process.ts';
import { runBench } from './program.ts';

/** `npm run bench`, with this process around it. */
await runProcess(runBench);
