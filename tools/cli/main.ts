#!/usr/bin/env node
import '../../shared/needed-node.mjs';
import { resolve } from 'node:path';

// Loaded after it: an older Node does not even link what they import.
const { runProcess } = await import('./base/run-process.ts');
const { readConfig } = await import('./base/read-config.ts');
const { runCli } = await import('./program.ts');

/** The program, with this process around it. */
await runProcess((args, context) =>
  runCli(args, {
    ...context,
    readConfig,
    root: process.cwd(),
    localDirectory: resolve('.local'),
    nowMs: Date.now(),
  }),
);
