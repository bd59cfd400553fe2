#!/usr/bin/env node
import '../../shared/needed-node.mjs';
import { resolve } from 'node:path';

// Loaded dynamically, after the check of the Node.js version: an older Node.js cannot link their imports.
const { runProcess } = await import('./base/run-process.ts');
const { readConfig } = await import('./base/read-config.ts');
const { runCli } = await import('./program.ts');

await runProcess((args, context) =>
  runCli(args, {
    ...context,
    readConfig,
    root: process.cwd(),
    localDirectory: resolve('.local'),
    nowMs: Date.now(),
  }),
);
