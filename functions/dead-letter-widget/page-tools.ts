import { adviceFor } from '../../shared/dead-letters/next-step.ts';
import type { MakeButton } from './button.ts';
import { type Html, html } from './html.ts';

/** Tools of every page. */
export interface PageTools {
  readonly stage: string;
  readonly button: MakeButton;
  /** The entry of a reason in the runbook. */
  readonly runbookEntry: (reason: string) => Html;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** @param runbookUrl where docs/runbook.md is shown; without one, its entries are named only */
export function runbookEntries(runbookUrl: string | undefined): PageTools['runbookEntry'] {
  return (reason) => {
    const { entry } = adviceFor(reason);
    const name = `docs/runbook.md#${entry}`;
    if (runbookUrl === undefined) return html`<code>${name}</code>`;
    return html`<a href="${runbookUrl}#${entry}" target="_blank">${name}</a>`;
  };
}

export function lookAgain({ button }: PageTools): Html {
  return html`<p>${button('Look again', { action: 'look' })}</p>`;
}

/** So much of a name is enough to recognize it. */
const MAX_SHOWN_LENGTH = 80;

export function shortened(name: string): string {
  return name.length <= MAX_SHOWN_LENGTH ? name : `${name.slice(0, MAX_SHOWN_LENGTH)} …`;
}
