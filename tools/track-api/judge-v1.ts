import { isObject } from '../../shared/is-object.ts';
import type {
  DeviceOperation,
  EventOperation,
  Identifiers,
  IdentifyOperation,
  MergeOperation,
  Operation,
  PersonRelationshipsOperation,
} from './operation.ts';
import { parsePathIdentifier } from './path-identifier.ts';
import { percentDecode } from './percent-decode.ts';
import type { CustomerCall, V1Call } from './routes.ts';
import {
  anonymousEventMessages,
  deviceMessages,
  eventMessages,
  identifyMessages,
  mergeMessages,
} from './v1-rules.ts';

export type V1Judgement =
  | { readonly kind: 'valid'; readonly operations: readonly Operation[] }
  /** At least one message, none of them twice. */
  | { readonly kind: 'invalid'; readonly messages: readonly string[] };

type Body = Readonly<Record<string, unknown>>;

/** A v1 call, as the v2 operations that say the same. */
export function judgeV1(call: V1Call, body: Body, strict: boolean): V1Judgement {
  switch (call.kind) {
    case 'v1 anonymous event':
      // An invitation has no anonymous id: the empty one, which nobody is ever given.
      return judge(anonymousEventMessages(body, strict), () => [
        toEvent({ anonymous_id: String(body['anonymous_id'] ?? '') }, body),
      ]);
    case 'v1 merge':
      return judge(mergeMessages(body, strict), () => [toMerge(body)]);
    default:
      return judgeOfCustomer(call, body, strict);
  }
}

function judgeOfCustomer(call: CustomerCall, body: Body, strict: boolean): V1Judgement {
  const identifiers = parsePathIdentifier(call.identifier);
  if (identifiers === undefined) {
    return refused(call.identifier === '' ? 'id attribute must be present' : 'invalid identifier');
  }
  const person = { type: 'person', identifiers } as const;
  switch (call.kind) {
    case 'v1 identify':
      return judge(identifyMessages(body, strict), () => toIdentify(identifiers, body));
    case 'v1 event':
      return judge(eventMessages(body, strict), () => [toEvent(identifiers, body)]);
    case 'v1 add device':
      return judge(deviceMessages(body, strict), () => [toAddDevice(identifiers, body)]);
    case 'v1 delete device': {
      const token = percentDecode(call.device);
      if (token === undefined) return refused('invalid device id');
      return judge([], () => [{ ...person, action: 'delete_device', device: { token } }]);
    }
    case 'v1 delete':
      return judge([], () => [{ ...person, action: 'delete' }]);
    case 'v1 suppress':
      return judge([], () => [{ ...person, action: 'suppress' }]);
    case 'v1 unsuppress':
      return judge([], () => [{ ...person, action: 'unsuppress' }]);
  }
}

const refused = (message: string): V1Judgement => ({ kind: 'invalid', messages: [message] });

function judge(messages: readonly string[], toOperations: () => readonly Operation[]): V1Judgement {
  return messages.length === 0
    ? { kind: 'valid', operations: toOperations() }
    : { kind: 'invalid', messages: [...new Set(messages)] };
}

/** The fields are what the rules have found them to be. An identify of v2 can add relationships, but end none. */
function toIdentify(identifiers: Identifiers, body: Body): Operation[] {
  const { _timestamp: timestamp, cio_relationships: change, ...attributes } = body;
  const identify = {
    type: 'person',
    action: 'identify',
    identifiers,
    timestamp,
    attributes,
  } as IdentifyOperation;
  if (!isObject(change)) return [identify];
  const { action, relationships: cio_relationships } = change;
  const related = { type: 'person', action, identifiers, cio_relationships } as PersonRelationshipsOperation;
  return related.action === 'add_relationships'
    ? [{ ...identify, cio_relationships: related.cio_relationships }]
    : [identify, related];
}

/** What v2 calls the attributes of an event is its `data` in v1. */
function toEvent(identifiers: Identifiers, body: Body): EventOperation {
  const { type: action = 'event', name, id, timestamp, data: attributes } = body;
  return { type: 'person', action, identifiers, name, id, timestamp, attributes } as EventOperation;
}

/** What v2 calls the token of a device is its `id` in v1. */
function toAddDevice(identifiers: Identifiers, body: Body): DeviceOperation {
  const { id: token, ...device } = isObject(body['device']) ? body['device'] : {};
  return {
    type: 'person',
    action: 'add_device',
    identifiers,
    device: { ...device, token },
  } as DeviceOperation;
}

function toMerge({ primary, secondary }: Body): MergeOperation {
  return { type: 'person', action: 'merge', primary, secondary } as MergeOperation;
}
