import { readFileSync } from 'node:fs';

/** The configuration that was bundled beside this function at synth. Written and read by the same commit: not checked again. */
export function readBundledConfig<Config>(): Config {
  return JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8')) as Config;
}
