/** The deployed bundle of `deliver`. */
import { pathToFileURL } from 'node:url';
import { required } from '../../functions/settings.ts';
import { answerAsWorker, type Worker } from './worker.ts';

const bundle: { readonly handler: Worker } = await import(
  pathToFileURL(required(process.env, 'HANDLER_BUNDLE')).href
);
answerAsWorker(bundle.handler);
