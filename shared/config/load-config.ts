import { createJiti } from 'jiti';

/** Where a configuration is, unless something else is said: in the folder that a command runs in. */
export const CONFIG_FILE = 'connector.config.ts';

/**
 * What the module of a configuration exports as its default, not checked yet. **Runs its code.** TypeScript or JavaScript,
 * in a package of ES modules or of CommonJS, its imports with or without their extensions.
 *
 * @param file absolute path
 * @throws whatever the module throws, or what is wrong with its syntax
 */
export async function loadConfig(file: string): Promise<unknown> {
  // What is exported beside it must not pass for it.
  const jiti = createJiti(import.meta.url, { interopDefault: false });
  const module: { readonly default?: unknown } = await jiti.import(file);
  return module.default;
}
