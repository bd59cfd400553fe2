import type { EventOperation, Identifiers, IdentifyOperation, Operation } from './operation.ts';
import { parsePathIdentifier } from './path-identifier.ts';
import { anonymousEventMessages, eventMessages, identifyMessages } from './v1-rules.ts';

export type V1Judgement =
  | { readonly kind: 'valid'; readonly operation: Operation }
  /** At least one message, none of them twice. */
  | { readonly kind: 'invalid'; readonly messages: readonly string[] };

type Body = Readonly<Record<string, unknown>>;

/** A v1 identify, as the v2 operation that says the same. */
export function judgeV1Identify(identifier: string, body: Body, strict: boolean): V1Judgement {
  return judgePath(identifier, identifyMessages(body, strict), (identifiers) =>
    toIdentify(identifiers, body),
  );
}

/** A v1 event of a customer, as the v2 operation that says the same. */
export function judgeV1Event(identifier: string, body: Body, strict: boolean): V1Judgement {
  return judgePath(identifier, eventMessages(body, strict), (identifiers) => toEvent(identifiers, body));
}

/** A v1 event of nobody known yet. An invitation has no anonymous id: the empty one, which nobody is ever given. */
export function judgeV1AnonymousEvent(body: Body, strict: boolean): V1Judgement {
  const anonymousId = String(body['anonymous_id'] ?? '');
  return judge(anonymousEventMessages(body, strict), toEvent({ anonymous_id: anonymousId }, body));
}

function judgePath(
  identifier: string,
  messages: readonly string[],
  toOperation: (identifiers: Identifiers) => Operation,
): V1Judgement {
  const identifiers = parsePathIdentifier(identifier);
  if (identifiers !== undefined) return judge(messages, toOperation(identifiers));
  const message = identifier === '' ? 'id attribute must be present' : 'invalid identifier';
  return { kind: 'invalid', messages: [message] };
}

function judge(messages: readonly string[], operation: Operation): V1Judgement {
  return messages.length === 0
    ? { kind: 'valid', operation }
    : { kind: 'invalid', messages: [...new Set(messages)] };
}

/** Relationships are no attribute, and nothing here keeps them. The fields are what the rules have found them to be. */
function toIdentify(identifiers: Identifiers, body: Body): IdentifyOperation {
  const { _timestamp: timestamp, cio_relationships: _, ...attributes } = body;
  return { type: 'person', action: 'identify', identifiers, timestamp, attributes } as IdentifyOperation;
}

/** What v2 calls the attributes of an event is its `data` in v1. */
function toEvent(identifiers: Identifiers, body: Body): EventOperation {
  const { type: action = 'event', name, id, timestamp, data: attributes } = body;
  return { type: 'person', action, identifiers, name, id, timestamp, attributes } as EventOperation;
}
