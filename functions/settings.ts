/** The environment of a function, as its part of the stack sets it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that must be given. @throws naming it, so that a function with a gap in its settings never starts */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}
