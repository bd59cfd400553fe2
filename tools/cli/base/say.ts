import type { Session } from './session.ts';

/** Says what is about to be done: on stderr, where stdout is for JSON alone. */
export async function say(
  { terminal, isJson }: Pick<Session, 'terminal' | 'isJson'>,
  lines: readonly string[],
): Promise<void> {
  for (const line of lines) {
    if (isJson) terminal.note(line);
    else await terminal.print(line);
  }
}
