import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('./synthesize-process.ts', import.meta.url));

/**
 * Synthesizes a stage in a child process.
 *
 * @param configFile absolute path of the configuration
 * @returns path of the template
 * @throws {Error} if the configuration or the stack is invalid, with a message for the user
 */
export function synthesize(stage: string, outdir: string, configFile: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // Silent, because CDK prints its bundling. The result comes as a message.
    const child = fork(PROCESS, [stage, outdir, configFile], { silent: true });
    child.once('message', (message: { template?: string; error?: string }) => {
      if (message.template === undefined) reject(new Error(message.error));
      else resolve(message.template);
    });
    child.once('exit', (code) => reject(new Error(`the synthesis ended with exit code ${code}`)));
  });
}
