import { buttonsFor } from './button.ts';
import { look } from './look.ts';
import { overviewPage } from './overview-page.ts';
import { type PageTools, runbookEntries } from './page-tools.ts';
import { planPage } from './plan-page.ts';
import { plan, replay } from './replay.ts';
import { replayedPage } from './replayed-page.ts';
import { readRequest, toFilter } from './request.ts';
import type { WidgetCall } from './widget-call.ts';

/** Documentation of the widget in the editor of a dashboard. */
const DESCRIPTION = `## Dead letters of the Purchasely-Customer.io connector
By reason, event and age, what to do about them, and a replay of those that are chosen. It takes no parameters.`;

/** A call, with the references of its page. */
export interface PageCall extends WidgetCall {
  /** ARN of the function, which the buttons call. */
  readonly endpoint: string;
  /** URL of docs/runbook.md. */
  readonly runbookUrl?: string;
}

/**
 * Performs a call of CloudWatch and returns its page.
 *
 * @returns HTML, or Markdown that describes the widget
 * @throws the error of SQS or CloudWatch Logs
 */
export async function respond(event: unknown, call: PageCall): Promise<string> {
  const request = readRequest(event);
  if (request.action === 'describe') return DESCRIPTION;
  const tools: PageTools = {
    stage: call.stage,
    button: buttonsFor(call.endpoint),
    runbookEntry: runbookEntries(call.runbookUrl),
    nowMs: Date.now(),
  };
  switch (request.action) {
    case 'look':
      return overviewPage(await look(call), tools).markup;
    case 'plan':
      return planPage(await plan(call, toFilter(request)), request, tools).markup;
    case 'replay':
      return replayedPage(await replay(call, toFilter(request), request.limit), request, tools).markup;
  }
}
