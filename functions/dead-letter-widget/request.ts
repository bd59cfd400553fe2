import * as z from 'zod/mini';
import type { Filter } from '../../shared/dead-letters/filter.ts';
import { isObject } from '../../shared/is-object.ts';

/**
 * Maximum length of an event name, above all of Purchasely's. Dead letters with longer ones can be chosen only by
 * reason.
 */
export const MAX_CHOSEN_LENGTH = 200;

const chosenName = z.string().check(z.maxLength(MAX_CHOSEN_LENGTH));
/** Dead letters of one reason; of one event, if it is given. */
const chosen = { reason: chosenName, event: z.optional(chosenName) };

const requestSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('describe') }),
  z.object({ action: z.literal('look') }),
  z.object({ action: z.literal('plan'), ...chosen }),
  z.object({
    action: z.literal('replay'),
    ...chosen,
    /**
     * Time at which the newest planned dead letter entered the queue, milliseconds since the epoch. Later ones are left, so
     * a repeated request does not send again what came back.
     */
    enteredUntilMs: z.int(),
    limit: z.optional(z.int().check(z.positive())),
  }),
]);

/** A request of a viewer of the dashboard. */
export type WidgetRequest = z.infer<typeof requestSchema>;

/** The dead letters of a request. */
export interface Chosen {
  readonly reason: string;
  readonly event?: string | undefined;
  readonly enteredUntilMs?: number;
}

export function toFilter({ reason, event, enteredUntilMs }: Chosen): Filter {
  return {
    reasons: [reason],
    ...(event === undefined ? {} : { events: [event] }),
    ...(enteredUntilMs === undefined ? {} : { enteredUntilMs }),
  };
}

/**
 * Reads a call of CloudWatch: the parameters of the button, beside a `widgetContext` that is not needed here. Anything unknown
 * is a wish to look, as are the calls of a widget that opens or is refreshed, which have no parameters.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
export function readRequest(event: unknown): WidgetRequest {
  // The editor of a dashboard asks so for the documentation of a widget, and nothing must be done then.
  if (isObject(event) && event['describe']) return { action: 'describe' };
  return requestSchema.safeParse(event).data ?? { action: 'look' };
}
