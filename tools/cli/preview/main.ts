import connectorConfig from '../../../connector.config.ts';
import { runProcess } from '../base/run-process.ts';
import { runPreview } from './program.ts';

/** `npm run preview`, with this process around it. */
await runProcess((args, context) => runPreview(args, { ...context, connectorConfig, nowMs: Date.now() }));
