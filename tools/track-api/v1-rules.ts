import { isObject } from '../../shared/is-object.ts';
import { type ItemFault, v1ContractFaults } from './contract.ts';
import {
  addressNames,
  byteLength,
  identifierFaults,
  isReservedName,
  MAX_ATTRIBUTE_NAME_BYTES,
  MAX_ATTRIBUTE_VALUE_BYTES,
  MAX_EVENT_NAME_BYTES,
  relationshipFaults,
} from './item-rules.ts';

type Body = Readonly<Record<string, unknown>>;

const MAX_EVENT_NAME_CHARACTERS = 499;
const MAX_EVENT_DATA_BYTES = 100_000;
/** Top-level keys that v1 gives a meaning of its own, beside those an identify of v2 may have. */
const CONTROL_KEYS = new Set(['_timestamp', 'created_at', 'cio_relationships']);

/**
 * What is wrong with a v1 body, in the published words where there are some.
 *
 * @see https://docs.customer.io/journeys/invalid-api-requests
 */
export function identifyMessages(body: Body, strict: boolean): string[] {
  const { cio_relationships: change, ...attributes } = body;
  const entries = Object.entries(attributes);
  const tooLong = entries
    .filter(([, value]) => byteLength(value) > MAX_ATTRIBUTE_VALUE_BYTES)
    .map(
      ([name]) => `value for attribute '${name}' cannot be longer than ${MAX_ATTRIBUTE_VALUE_BYTES} bytes`,
    );
  const reserved = Object.keys(body)
    .filter((name) => strict && isReservedName(name) && !CONTROL_KEYS.has(name))
    .map((name) => `attribute name '${name}' is reserved`);
  const hasLongName = entries.some(([name]) => byteLength(name) > MAX_ATTRIBUTE_NAME_BYTES);
  return [
    ...v1ContractFaults('V1Attributes', body, strict).map((fault) => identifyMessage(fault, body)),
    ...(hasLongName ? [`attribute name cannot be longer than ${MAX_ATTRIBUTE_NAME_BYTES} bytes`] : []),
    ...tooLong,
    ...reserved,
    ...relationshipFaults(
      isObject(change) ? change['relationships'] : undefined,
      'cio_relationships.relationships',
    ).map(toMessage),
  ];
}

const toMessage = ({ field, message }: ItemFault) => `${field} ${message}`;

export const deviceMessages = (body: Body, strict: boolean): string[] =>
  v1ContractFaults('V1Device', body, strict).map(toMessage);

export const mergeMessages = (body: Body, strict: boolean): string[] => [
  ...v1ContractFaults('V1Merge', body, strict).map(toMessage),
  ...['primary', 'secondary'].flatMap((field) => identifierFaults(body[field], field)).map(toMessage),
];

function identifyMessage({ field, message }: ItemFault, { id }: Body): string {
  if (field === '') return 'cannot identify more than 300 attributes in one request';
  if (field === 'id')
    return `id attribute ${id === '' ? 'cannot be an empty string' : 'must be a string value'}`;
  return toMessage({ field, message });
}

export function eventMessages(body: Body, strict: boolean): string[] {
  return [
    ...v1ContractFaults('V1Event', body, strict).map(eventMessage),
    ...eventLimitMessages(body, strict),
  ];
}

/** Without an anonymous id it is an invitation, which needs a recipient: nothing a strict caller sends. */
export function anonymousEventMessages(body: Body, strict: boolean): string[] {
  const data = isObject(body['data']) ? body['data'] : {};
  const isInvitation = (body['anonymous_id'] ?? '') === '';
  return [
    ...v1ContractFaults('V1AnonymousEvent', body, strict).map(eventMessage),
    ...eventLimitMessages(body, strict),
    ...(isInvitation && strict ? ['anonymous_id must be present'] : []),
    ...(isInvitation && !strict && !('recipient' in data) ? ['data.recipient must be present'] : []),
  ];
}

function eventMessage({ field, message }: ItemFault): string {
  if (field === 'name') return 'event name must not be blank';
  if (field === 'data') return 'event data must be a hash';
  return toMessage({ field, message });
}

function eventLimitMessages({ name, data }: Body, strict: boolean): string[] {
  const addresses = strict && isObject(data) ? addressNames(data) : [];
  return [
    ...(typeof name === 'string' ? eventNameMessages(name) : []),
    ...(byteLength(data) > MAX_EVENT_DATA_BYTES
      ? [`event data cannot be longer than ${MAX_EVENT_DATA_BYTES} bytes`]
      : []),
    ...addresses.map((address) => `data.${address} overrides the campaign's own addresses`),
  ];
}

/** Two limits are published; the longer one is told first. */
function eventNameMessages(name: string): string[] {
  if (name.length > MAX_EVENT_NAME_CHARACTERS) return ['event name must be less than 500 characters'];
  return byteLength(name) > MAX_EVENT_NAME_BYTES
    ? [`event name cannot be longer than ${MAX_EVENT_NAME_BYTES} bytes`]
    : [];
}
