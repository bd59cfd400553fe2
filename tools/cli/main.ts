import '../../shared/needed-node.mjs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import connectorConfig from '../../connector.config.ts';
import { runProcess } from './base/run-process.ts';
import { runCli } from './program.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The program, with this process around it. */
await runProcess((args, context) =>
  runCli(args, {
    ...context,
    connectorConfig,
    root: ROOT,
    localDirectory: resolve('.local'),
    nowMs: Date.now(),
  }),
);
