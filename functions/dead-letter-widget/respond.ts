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

/** A call, and what its page refers to. */
export interface PageCall extends WidgetCall {
  /** ARN of the function, which the buttons call. */
  readonly endpoint: string;
  /** Where docs/runbook.md is shown. */
  readonly runbookUrl?: string;
}

/**
 * Does what a call of CloudWatch asks for.
 *
 * @returns HTML, or Markdown that describes the widget
 * @throws what SQS or CloudWatch Logs throw, if it could not be done
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
