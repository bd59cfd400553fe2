import type { LambdaFunction } from '../../tools/local/lambda/lambda-function.ts';

/** A button of a page: a `cwdb-action`, and the element before it. */
export interface WidgetButton {
  readonly label: string;
  readonly endpoint: string;
  readonly confirmation: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What CloudWatch shows of an answer. */
export interface WidgetPage {
  readonly markup: string;
  /** What can be read of it. */
  readonly text: string;
  readonly buttons: readonly WidgetButton[];
}

/** CloudWatch's part of a custom widget. */
export interface WidgetConsole {
  /** What the function answers to these parameters. */
  call(parameters?: object): Promise<unknown>;
  /** As when somebody opens the dashboard, or refreshes it. */
  open(): Promise<WidgetPage>;
  /** Presses a button, and agrees to what it asks. @param nth of those with this label */
  press(page: WidgetPage, label: string, nth?: number): Promise<WidgetPage>;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html */
const WIDGET_CONTEXT = {
  dashboardName: 'PurchaselyCustomerio-local',
  widgetId: 'widget-16',
  accountId: '012345678901',
  locale: 'en',
  timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
  period: 300,
  isAutoPeriod: true,
  timeRange: { mode: 'relative', start: 1627236199729, end: 1627322599729, relativeStart: 86400012 },
  theme: 'light',
  linkCharts: true,
  title: 'Dead letters, and what to do with them',
  forms: { all: {} },
  params: {},
  width: 588,
  height: 369,
};

export function widgetConsole(widget: LambdaFunction): WidgetConsole {
  async function call(parameters: object = {}): Promise<unknown> {
    const invocation = await widget.invoke({ ...parameters, widgetContext: WIDGET_CONTEXT });
    if (invocation.kind !== 'result') throw new Error(`the widget ended by ${JSON.stringify(invocation)}`);
    return invocation.result;
  }
  return {
    call,
    open: async () => toPage(await call()),
    async press({ buttons }, label, nth = 0) {
      const button = buttons.filter((each) => each.label === label)[nth];
      if (button === undefined) throw new Error(`no button ${label} of ${JSON.stringify(buttons)}`);
      return toPage(await call(button.parameters));
    },
  };
}

const BUTTON =
  /<a class="btn(?: btn-primary)?">([^<]*)<\/a><cwdb-action action="call" endpoint="([^"]*)"(?: confirmation="([^"]*)")?>([^<]*)<\/cwdb-action>/g;

export function toPage(answer: unknown): WidgetPage {
  const markup = String(answer);
  return {
    markup,
    text: decoded(markup.replaceAll(BUTTON, '').replaceAll(/<[^>]*>/g, ' ')).replaceAll(/\s+/g, ' '),
    buttons: [...markup.matchAll(BUTTON)].map(([, label = '', endpoint = '', confirmation, json = '']) => ({
      label: decoded(label),
      endpoint: decoded(endpoint),
      confirmation: confirmation === undefined ? undefined : decoded(confirmation),
      parameters: JSON.parse(json) as Record<string, unknown>,
    })),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export function decoded(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
}
