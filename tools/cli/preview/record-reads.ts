import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';

/** Where `parseWebhook` has put attributes of the webhook beside the body. */
const ATTRIBUTE_OF: Readonly<Partial<Record<string | symbol, string>>> = {
  name: 'event_name',
  userId: 'user_id',
  anonymousUserId: 'anonymous_user_id',
  environment: 'environment',
};

/** What a step of the mapping has made of an event, and of which webhook attributes, with their values as they came. */
export interface Recorded<Result> {
  readonly result: Result;
  /** `undefined`: it was looked for and is not there. */
  readonly reads: Readonly<Record<string, unknown>>;
}

/** Runs a step of the mapping and notes which attributes of the webhook it looks at: the rule itself tells its sources. */
export function recordReads<Result>(
  event: PurchaselyEvent,
  step: (event: PurchaselyEvent) => Result,
): Recorded<Result> {
  const reads: Record<string, unknown> = {};
  const note = (attribute: string | symbol | undefined) => {
    if (typeof attribute === 'string') reads[attribute] = event.body[attribute];
  };
  const body = new Proxy(event.body, {
    get(target, attribute) {
      note(attribute);
      return Reflect.get(target, attribute);
    },
  });
  const recorded = new Proxy(
    { ...event, body },
    {
      get(target, key) {
        note(ATTRIBUTE_OF[key]);
        return Reflect.get(target, key);
      },
    },
  );
  return { result: step(recorded), reads };
}
