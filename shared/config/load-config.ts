import { createJiti } from 'jiti';

/** Where a configuration is, unless something else is said: in the folder that a command runs in. */
export const CONFIG_FILE = 'connector.config.ts';

/**
 * The default export of the module of a configuration, not checked yet. **Runs its code.** TypeScript or JavaScript, in a
 * package of ES modules or of CommonJS, its imports with or without their extensions.
 *
 * @param file absolute path
 * @throws the error of the module, or of its syntax
 */
export async function loadConfig(file: string): Promise<unknown> {
  // Another export must not pass as the default.
  const jiti = createJiti(import.meta.url, { interopDefault: false });
  const module: { readonly default?: unknown } = await jiti.import(file);
  return module.default;
}
