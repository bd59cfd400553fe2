import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('./synthesize-process.ts', import.meta.url));

/**
 * Synthesizes a stage beside this process.
 *
 * @param configFile absolute path of the configuration
 * @returns path of the template
 * @throws {Error} what is wrong with the configuration or the stack, to be shown as it is
 */
export function synthesize(stage: string, outdir: string, configFile: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // CDK talks about its bundling; what matters comes as a message.
    const child = fork(PROCESS, [stage, outdir, configFile], { silent: true });
    child.once('message', (message: { template?: string; error?: string }) => {
      if (message.template === undefined) reject(new Error(message.error));
      else resolve(message.template);
    });
    child.once('exit', (code) => reject(new Error(`the synthesis ended with exit code ${code}`)));
  });
}
