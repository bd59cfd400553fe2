import { resolve } from 'node:path';
import connectorConfig from '../../../connector.config.ts';
import { runProcess } from '../base/run-process.ts';
import { runSend } from './program.ts';

/** `npm run send`, with this process around it. */
await runProcess((args, context) =>
  runSend(args, { ...context, connectorConfig, localDirectory: resolve('.local') }),
);
