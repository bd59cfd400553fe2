import { fileURLToPath } from 'node:url';
import connectorConfig from '../../../connector.config.ts';
import { runProcess } from '../base/run-process.ts';
import { runDiff } from './program.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** `npm run diff`, with this process around it. */
await runProcess((args, context) =>
  runDiff(args, { ...context, connectorConfig, root: ROOT, nowMs: Date.now() }),
);
