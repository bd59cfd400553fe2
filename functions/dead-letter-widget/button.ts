import { Html, html } from './html.ts';
import type { WidgetRequest } from './request.ts';

interface ButtonOptions {
  readonly isPrimary?: boolean;
  /** The question of CloudWatch before it calls. */
  readonly confirmation?: string;
}

/** Returns a button that calls the widget's function and replaces the page with its answer. */
export type MakeButton = (label: string, request: WidgetRequest, options?: ButtonOptions) => Html;

/**
 * Returns a function that creates buttons: elements followed by a `cwdb-action`, which CloudWatch turns into a call.
 *
 * @param endpoint ARN of the function
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
 */
export function buttonsFor(endpoint: string): MakeButton {
  return (label, request, { isPrimary = false, confirmation } = {}) => {
    const ask = confirmation === undefined ? html`` : html` confirmation="${confirmation}"`;
    return html`<a class="${isPrimary ? 'btn btn-primary' : 'btn'}">${label}</a><cwdb-action action="call" endpoint="${endpoint}"${ask}>${toParameters(request)}</cwdb-action>`;
  };
}

/**
 * Returns JSON that reads the same as text and as markup, because CloudWatch does not document which of them it reads.
 * Characters that differ between the two are written as JSON escapes.
 */
function toParameters(request: WidgetRequest): Html {
  return new Html(
    JSON.stringify(request).replace(
      /[^\x20-\x7e]|[&<>']/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}
