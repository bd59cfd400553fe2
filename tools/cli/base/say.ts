import type { Session } from './session.ts';

/** Prints lines about the command's work. With `--json` they go to stderr, because stdout is for JSON only. */
export async function say(
  { terminal, isJson }: Pick<Session, 'terminal' | 'isJson'>,
  lines: readonly string[],
): Promise<void> {
  for (const line of lines) {
    if (isJson) terminal.note(line);
    else await terminal.print(line);
  }
}
