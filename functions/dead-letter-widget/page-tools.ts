import { adviceFor } from '../../shared/dead-letters/next-step.ts';
import type { MakeButton } from './button.ts';
import { type Html, html } from './html.ts';

/** Tools of every page. */
export interface PageTools {
  readonly stage: string;
  readonly button: MakeButton;
  /** Returns the link to the runbook entry of a reason. */
  readonly runbookEntry: (reason: string) => Html;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** @param runbookUrl URL of docs/runbook.md. Without it, entries are named without a link */
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

/** Maximum length of a shown name. */
const MAX_SHOWN_LENGTH = 80;

export function shortened(name: string): string {
  return name.length <= MAX_SHOWN_LENGTH ? name : `${name.slice(0, MAX_SHOWN_LENGTH)} …`;
}
