import { resolve } from 'node:path';
import connectorConfig from '../../connector.config.ts';
import { runProcess } from './base/run-process.ts';
import { runDlq } from './program.ts';

/** `npm run dlq`: the commands with this process around them. */
await runProcess((args, context) =>
  runDlq(args, { ...context, connectorConfig, localDirectory: resolve('.local') }),
);
