import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';

/** Keys of a parsed event that `parseWebhook` takes from the body, with their names in the webhook. */
const ATTRIBUTE_OF: Readonly<Partial<Record<string | symbol, string>>> = {
  name: 'event_name',
  userId: 'user_id',
  anonymousUserId: 'anonymous_user_id',
  environment: 'environment',
};

/** The result of a step of the mapping, and the webhook attributes that the step has read. */
export interface Recorded<Result> {
  readonly result: Result;
  /** Unchanged values. `undefined` for attributes that the webhook does not have. */
  readonly reads: Readonly<Record<string, unknown>>;
}

/** Runs a step of the mapping and records which attributes of the webhook it reads. */
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
