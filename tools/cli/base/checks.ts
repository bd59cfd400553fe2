import { fold } from './fold.ts';
import { EXIT, type ExitCode, type Session } from './session.ts';
import { tableRows } from './tables.ts';
import type { Style } from './terminal.ts';
/** Result of checking one subject of a stage. A finding says how to fix it. */
export type Verdict = { readonly state: 'ok' | 'not applicable'; readonly what: string } | Finding;

export interface Finding {
  readonly state: 'finding';
  readonly what: string;
  readonly fix: string;
}

/** A verdict with its subject. */
export type Check = Verdict & { readonly subject: string };

export const ok = (what: string): Verdict => ({ state: 'ok', what });
export const notApplicable = (what: string): Verdict => ({ state: 'not applicable', what });
export const finding = (what: string, fix: string): Finding => ({ state: 'finding', what, fix });

/** Checks one subject. A subject that cannot be read is a finding too, and does not stop the other checks. */
export async function check(subject: string, look: () => Promise<Verdict>): Promise<Check> {
  try {
    return { subject, ...(await look()) };
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error);
    const fix = 'Use an identity with permission to read it, from a network that can reach it.';
    return { subject, ...finding(`cannot be read: ${why}`, fix) };
  }
}

const MARKS: Record<Check['state'], { readonly mark: string; readonly style: Style }> = {
  ok: { mark: 'ok', style: 'green' },
  finding: { mark: 'FINDING', style: 'red' },
  'not applicable': { mark: '–', style: 'dim' },
};

/** Prints checks as a table, each finding with its fix below it, or as JSON. @returns 1 if there is any finding */
export async function printChecks(
  { stage, terminal, isJson }: Session,
  checks: readonly Check[],
): Promise<ExitCode> {
  const findings = checks.filter(({ state }) => state === 'finding').length;
  if (isJson) {
    await terminal.print(JSON.stringify({ stage: stage.name, findings, checks }));
  } else {
    const rows = tableRows(checks.map(({ state, subject, what }) => [MARKS[state].mark, subject, what]));
    for (const [index, each] of checks.entries()) {
      for (const text of rows[index] ?? []) await terminal.print({ style: MARKS[each.state].style, text });
      if (each.state !== 'finding') continue;
      for (const line of fold(`    fix: ${each.fix}`)) await terminal.print(line);
    }
    await terminal.print('');
    await terminal.print(`Stage ${stage.name}: ${describeCount(findings)}.`);
  }
  return findings === 0 ? EXIT.ok : EXIT.problems;
}

function describeCount(findings: number): string {
  if (findings === 0) return 'no findings';
  return findings === 1 ? '1 finding' : `${findings} findings`;
}
