import type { Check } from './check.ts';
import { EXIT, type ExitCode, type Session } from './session.ts';
import type { Style } from './terminal.ts';
import { table } from './words.ts';

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
    const lines = table(checks.map(({ state, subject, what }) => [MARKS[state].mark, subject, what]));
    for (const [index, each] of checks.entries()) {
      await terminal.print(terminal.style(MARKS[each.state].style, lines[index] ?? ''));
      if (each.state === 'finding') await terminal.print(`    fix: ${each.fix}`);
    }
    await terminal.print(`\nStage ${stage.name}: ${describeCount(findings)}.`);
  }
  return findings === 0 ? EXIT.ok : EXIT.problems;
}

function describeCount(findings: number): string {
  if (findings === 0) return 'no findings';
  return findings === 1 ? '1 finding' : `${findings} findings`;
}
