import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { MAX_BODY_BYTES } from '../../shared/messages/webhook-message.ts';
import { readSample, sampleFiles } from './samples.ts';

/** A body nobody would send, and what the door says to it when the signature is right. */
export interface HostileBody {
  readonly name: string;
  readonly bytes: Buffer;
  readonly status: 200 | 400 | 413;
  /** API Gateway hands a text over as text and everything else in base 64. */
  readonly contentType: 'application/json' | 'application/octet-stream';
}

const DEPTH = 50_000;
const WIDTH = 100_000;
const MEGABYTE = 1_000_000;

/** What a hostile attribute is put into. Its person is everybody's: their identifies are merged. */
const RENEWAL = JSON.parse(readSample('subscription-renewed.json')) as Record<string, unknown>;

let bodies = 0;
/** A webhook that would be delivered, with a text put in before its end: later keys win. */
function renewalWith(text: string): string {
  bodies += 1;
  const webhook = JSON.stringify({ ...RENEWAL, event_id: `hostile-${bodies}` });
  return `${webhook.slice(0, -1)},${text}}`;
}

const accepted = (name: string, text: string): HostileBody => ({
  name,
  bytes: Buffer.from(text),
  status: 200,
  contentType: 'application/json',
});
const noObject = (name: string, text: string): HostileBody => ({ ...accepted(name, text), status: 400 });
const binary = (name: string, bytes: Buffer, status: HostileBody['status']): HostileBody => ({
  name,
  bytes,
  status,
  contentType: 'application/octet-stream',
});

const between = (bytes: Buffer) =>
  Buffer.concat([Buffer.from('{"event_name":"TRIAL_STARTED","plan":"'), bytes, Buffer.from('"}')]);
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const renewal = Buffer.from(JSON.stringify(RENEWAL));

const encodings: HostileBody[] = [
  binary('plain JSON in base 64', renewal, 200),
  binary('UTF-16 little-endian', Buffer.from(renewal.toString(), 'utf16le'), 400),
  binary('UTF-16 big-endian', Buffer.from(renewal.toString(), 'utf16le').swap16(), 400),
  binary('gzip', gzipSync(renewal), 400),
  binary('a byte that is not UTF-8', between(Buffer.from([0xff])), 200),
  binary('an overlong slash', between(Buffer.from([0xc0, 0xaf])), 200),
  binary('a surrogate in UTF-8', between(Buffer.from([0xed, 0xa0, 0x80])), 200),
  binary('half an emoji', between(Buffer.from([0xf0, 0x9f, 0x8e])), 200),
  binary('beyond U+10FFFF', between(Buffer.from([0xf4, 0x90, 0x80, 0x80])), 200),
  binary('a raw NUL', between(Buffer.from([0])), 400),
  binary('nothing but NUL', Buffer.alloc(1000), 400),
  binary('every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 400),
  { ...binary('a byte order mark', Buffer.concat([BOM, renewal]), 200), contentType: 'application/json' },
  accepted('raw non-characters and emoji', renewalWith('"plan":"\ufffe\uffff🎬\u{10ffff}"')),
  accepted('raw line separators', renewalWith('"plan":"\u2028\u2029\u0085"')),
  accepted('right-to-left override', renewalWith('"\u202eplan":"\u202e"')),
];

/** A webhook of exactly so many bytes. */
function sized(name: string, bytes: number, filler: string, status: HostileBody['status']): HostileBody {
  const text = renewalWith('"note":""');
  const room = bytes - Buffer.byteLength(text);
  const characters = Math.floor(room / Buffer.byteLength(filler));
  const rest = 'x'.repeat(room - characters * Buffer.byteLength(filler));
  return { ...accepted(name, `${text.slice(0, -2)}${filler.repeat(characters)}${rest}"}`), status };
}

const sizes: HostileBody[] = [
  noObject('0 bytes', ''),
  noObject('1 byte', '{'),
  accepted('2 bytes', '{}'),
  sized('one byte less than the limit', MAX_BODY_BYTES - 1, 'x', 200),
  sized('the limit', MAX_BODY_BYTES, 'x', 200),
  sized('the limit, in three bytes a character', MAX_BODY_BYTES, '€', 200),
  sized('one byte more than the limit', MAX_BODY_BYTES + 1, 'x', 413),
  sized('1 MiB', 2 ** 20, 'x', 413),
  sized('the limit, of what has to be stored in base 64', MAX_BODY_BYTES, '🎬', 413),
  sized('as much as still fits in base 64', (MAX_BODY_BYTES / 4) * 3, '🎬', 200),
  sized('4 MB', 4 * MEGABYTE, 'x', 413),
  sized('8 MB', 8 * MEGABYTE, 'x', 413),
];

const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}0${close.repeat(depth)}`;
const keys = (count: number, toPair: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => toPair(index)).join();

const bombs: HostileBody[] = [
  accepted('objects in objects', renewalWith(`"deep":${nested('{"a":', '}', DEPTH)}`)),
  accepted('arrays in arrays', renewalWith(`"deep":${nested('[', ']', DEPTH)}`)),
  accepted('arrays in arrays, as deep as 1 MB goes', renewalWith(`"deep":${nested('[', ']', MEGABYTE / 2)}`)),
  accepted(
    'objects in objects, as deep as 1 MB goes',
    renewalWith(`"deep":${nested('{"":', '}', MEGABYTE / 5)}`),
  ),
  accepted(
    'a deep object for each text that is read',
    renewalWith(
      ['event_id', 'environment', 'user_id', 'plan', 'effective_next_renewal_at']
        .map((name) => `"${name}":${nested('{"a":', '}', 20_000)}`)
        .join(),
    ),
  ),
  noObject('a deep array that never ends', '['.repeat(MEGABYTE)),
  noObject('a deep object that never ends', '{"a":'.repeat(MEGABYTE / 5)),
  noObject('a deep array', nested('[', ']', MEGABYTE / 2)),
  accepted('many keys', renewalWith(keys(WIDTH, (index) => `"${index}":1`))),
  accepted(
    'many keys that are no attribute names',
    renewalWith(keys(5_000, (index) => `"${'k'.repeat(151)}${index}":1`)),
  ),
  accepted('many dates', renewalWith(keys(40_000, (index) => `"${index}_at":"x"`))),
  accepted('many dates without their text', renewalWith(keys(40_000, (index) => `"${index}_at_ms":1`))),
  accepted('an object with many keys', renewalWith(`"wide":{${keys(WIDTH, (index) => `"${index}":1`)}}`)),
  accepted('many objects', renewalWith(keys(60_000, (index) => `"${index}":{"":1}`))),
  accepted('many empty objects in an array', renewalWith(`"many":[${keys(300_000, () => '{}')}]`)),
  accepted(
    'many names that clash',
    renewalWith(keys(20_000, (index) => `"${index}":{"b_c":1},"${index}_b":{"c":1}`)),
  ),
  accepted('one key many times', renewalWith(keys(WIDTH, () => '"plan":""'))),
  accepted('a very long key', renewalWith(`"${'k'.repeat(MEGABYTE)}":1`)),
  accepted(
    'a very long key with a value to cut',
    renewalWith(`"${'k'.repeat(MEGABYTE / 2)}":"${'v'.repeat(MEGABYTE / 2)}"`),
  ),
  accepted('a very long name of a date', renewalWith(`"${'k'.repeat(MEGABYTE)}_at":"soon"`)),
  accepted('a very long number', renewalWith(`"big":${'9'.repeat(MEGABYTE)}`)),
  accepted('a very small number', renewalWith(`"small":0.${'0'.repeat(MEGABYTE)}1`)),
  accepted('a very long exponent', renewalWith(`"big":1e${'9'.repeat(MEGABYTE)}`)),
  accepted('a very long amount', renewalWith(`"plan_price_in_eur":"${'9'.repeat(MEGABYTE)}"`)),
  accepted(
    'a very long fraction of a second',
    renewalWith(`"purchased_at":"2026-04-09T08:16:10.${'9'.repeat(MEGABYTE)}"`),
  ),
  ...[
    'event_name',
    'event_id',
    'user_id',
    'anonymous_user_id',
    'environment',
    'plan',
    'event_created_at',
  ].map((name) => accepted(`a very long ${name}`, renewalWith(`"${name}":"${'x'.repeat(MEGABYTE)}"`))),
  accepted('very much white space', `${' '.repeat(MEGABYTE)}{}`),
  accepted('a text of escapes', renewalWith(`"note":"${'\\u0000'.repeat(MEGABYTE / 6)}"`)),
  accepted(
    'attributes that fill an event',
    renewalWith(keys(400, (index) => `"${index}":"${'\\u0001'.repeat(160)}"`)),
  ),
];

const names: HostileBody[] = [
  accepted(
    '__proto__',
    renewalWith('"__proto__":{"event_name":"TRIAL_STARTED","user_id":"x","polluted":true}'),
  ),
  accepted('__proto__ that is no object', renewalWith('"__proto__":"text"')),
  accepted(
    'nothing but __proto__',
    '{"__proto__":{"event_name":"TRIAL_STARTED","event_created_at_ms":1775722570730,"user_id":"x","environment":"PRODUCTION"}}',
  ),
  accepted(
    'nested __proto__',
    renewalWith('"attribution":{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}}}'),
  ),
  ...[
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'toJSON',
    'then',
    '__defineGetter__',
    'length',
  ].flatMap((name) => [
    accepted(`${name} as a name`, renewalWith(`"${name}":"text","${name}_at":1,"${name}_at_ms":1`)),
    accepted(`${name} as an object`, renewalWith(`"${name}":{"${name}":{"${name}":1}}`)),
  ]),
  accepted(
    'the same key twice',
    renewalWith('"event_name":"TRIAL_STARTED","event_name":"SUBSCRIPTION_RENEWED"'),
  ),
  accepted('the same key as an escape', renewalWith('"\\u0065vent_name":"TRIAL_STARTED"')),
  accepted('the same key in another case', renewalWith('"EVENT_NAME":"TRIAL_STARTED"')),
  accepted('user_id twice, lastly null', renewalWith('"user_id":"a","user_id":null')),
  accepted('a name that is empty', renewalWith('"":1')),
  accepted('a name of one space', renewalWith('" ":1')),
  accepted(
    'a name that is half a character',
    renewalWith('"\\ud800":1,"\\udc00_at":1,"\\ud800\\ud800":{"\\udfff":1}'),
  ),
  accepted(
    'names of control characters',
    renewalWith('"\\u0000":1,"\\n":1,"\\u001b[31m":1,"\\u007f":1,"\\u2028":1,"\\ufeff":1,"\\ufffe":1'),
  ),
  accepted(
    'names of what a path is made of',
    renewalWith('"a.b":1,"a/b":1,"a~b":1,"$":1,"[0]":1,"{{a}}":1,"{% raw %}":1'),
  ),
  accepted(
    'reserved names',
    renewalWith(
      '"recipient":"a@b","from_address":"a@b","reply_to":"a@b","id":"x","email":"a@b","cio_id":"x","_update":true,"timestamp":1,"anonymous_id":"x"',
    ),
  ),
  accepted('reserved names put together', renewalWith('"reply":{"to":"a@b"},"from":{"address":"a@b"}')),
  accepted('nothing but _at', renewalWith('"_at":1,"_at_ms":1,"_ms":1')),
  noObject('single quotes', "{'event_name':'TRIAL_STARTED'}"),
  noObject('a comma too many', '{"event_name":"TRIAL_STARTED",}'),
  noObject('a comment', '{"event_name":"TRIAL_STARTED"/**/}'),
  noObject('two objects', '{}{}'),
  ...['null', 'true', '0', '-0', '""', '"{}"', '[]', '[{}]', 'NaN', 'Infinity', '1e400'].map((text) =>
    noObject(text, text),
  ),
];

/** The attributes something is decided by, and one of each kind. */
const FIELDS = [
  'event_name',
  'event_id',
  'event_created_at_ms',
  'event_created_at',
  'environment',
  'user_id',
  'anonymous_user_id',
  'api_version',
  'subscription_status',
  'purchase_type',
  'offer_type',
  'plan',
  'effective_next_renewal_at',
  'effective_next_renewal_at_ms',
  'is_family_shared',
  'transferred_from_anonymous_user_id',
  'plan_price_in_eur',
  'properties',
] as const;

const VALUES: readonly string[] = [
  'null',
  'true',
  '[]',
  '{}',
  '[[]]',
  '{"":{}}',
  '{"__proto__":null}',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"a\\udc00b"',
  '"a\\u0085b"',
  '"a\\u2028b"',
  '"\\ufffe\\uffff"',
  '"🎬"',
  '"\\u001b[2J\\r\\n"',
  '"__proto__"',
  '"constructor"',
  '-0',
  '0',
  '-1',
  '0.1',
  '5e-324',
  '1e400',
  '-1e400',
  '1e308',
  '9007199254740993',
  '253402300800000',
  '8640000000000001',
  '"1e400"',
  '"-0"',
  '"0x10"',
  '"2026-02-30T00:00:00Z"',
  '"+275760-09-13T00:00:00.001Z"',
  '"9999-12-31T23:59:59Z"',
  `"${'x'.repeat(2_000)}"`,
  `"${'🎬'.repeat(300)}"`,
];

const values: HostileBody[] = FIELDS.flatMap((field) =>
  VALUES.map((value) => accepted(`${field}: ${value.slice(0, 40)}`, renewalWith(`"${field}":${value}`))),
);

/** Every fixed body, by what is hostile about it. */
export const HOSTILE_BODIES: Readonly<Record<string, readonly HostileBody[]>> = {
  encodings,
  sizes,
  bombs,
  names,
  values,
};

const SAMPLES = sampleFiles().map(readSample);
const anyOf = fc.constantFrom(...VALUES, '"AUTO_RENEWING"', '"FREE_TRIAL"', '1775722570730');

/** Headers as they go over the wire, repeated ones too. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

const SIGNATURE = 'X-PURCHASELY-REQUEST-SIGNATURE';
const TIMESTAMP = 'X-PURCHASELY-TIMESTAMP';
const otherDigit = (digit = '0') => (digit === '0' ? '1' : '0');
const HUGE = 8_000; // API Gateway takes 10,240 bytes of headers

/** The headers of an authentic webhook. */
export const authentic = (signature: string, timestamp: string): HeaderLines => [
  [TIMESTAMP, timestamp],
  [SIGNATURE, signature],
];

/** Headers that prove nothing, made of those that would. */
export const FORGERIES: Readonly<Record<string, (signature: string, timestamp: string) => HeaderLines>> = {
  'neither header': () => [],
  'no signature': (_, timestamp) => [[TIMESTAMP, timestamp]],
  'no timestamp': (signature) => [[SIGNATURE, signature]],
  'an empty signature': (_, timestamp) => authentic('', timestamp),
  'an empty timestamp': (signature) => authentic(signature, ''),
  'another first digit': (signature, timestamp) =>
    authentic(otherDigit(signature[0]) + signature.slice(1), timestamp),
  'another last digit': (signature, timestamp) =>
    authentic(signature.slice(0, -1) + otherDigit(signature.at(-1)), timestamp),
  'upper-case digits': (signature, timestamp) => authentic(`${signature.slice(0, -1)}A`, timestamp),
  'a digit less': (signature, timestamp) => authentic(signature.slice(1), timestamp),
  'a digit more': (signature, timestamp) => authentic(`${signature}0`, timestamp),
  'a prefix': (signature, timestamp) => authentic(`sha256=${signature}`, timestamp),
  'no digits': (_, timestamp) => authentic('g'.repeat(64), timestamp),
  'nothing but zeros': (_, timestamp) => authentic('0'.repeat(64), timestamp),
  'a huge signature': (signature, timestamp) => authentic(signature.repeat(HUGE / 64), timestamp),
  'a signature that is not ASCII': (_, timestamp) => authentic('é'.repeat(64), timestamp),
  'the signature twice': (signature, timestamp) => [
    ...authentic(signature, timestamp),
    [SIGNATURE.toLowerCase(), signature],
  ],
  'the timestamp twice': (signature, timestamp) => [
    [TIMESTAMP.toLowerCase(), timestamp],
    ...authentic(signature, timestamp),
  ],
  'another timestamp': (signature, timestamp) => authentic(signature, `${timestamp}0`),
  'the deprecated signature alone': (signature, timestamp) => [
    [TIMESTAMP, timestamp],
    ['X-PURCHASELY-SIGNATURE', signature],
  ],
};

/** Strange headers beside a good signature, or a strange timestamp under it. */
export const STRANGE_HEADERS: readonly {
  readonly name: string;
  readonly timestamp?: string;
  readonly rename?: (header: string) => string;
  readonly others?: HeaderLines;
}[] = [
  { name: 'names in lower case', rename: (header) => header.toLowerCase() },
  {
    name: 'names in mixed case',
    rename: (header) => header.toLowerCase().replace('purchasely', 'PurchaseLY'),
  },
  { name: 'a timestamp that is not ASCII', timestamp: 'é\u00ff' },
  { name: 'a timestamp that is UTF-8', timestamp: Buffer.from('🎬').toString('latin1') },
  { name: 'a timestamp that is no number', timestamp: '__proto__' },
  { name: 'a negative timestamp', timestamp: '-1e400' },
  { name: 'a huge timestamp', timestamp: '9'.repeat(HUGE) },
  { name: 'the deprecated signature too', others: [['X-PURCHASELY-SIGNATURE', '0'.repeat(64)]] },
  { name: 'a huge header', others: [['X-Huge', 'x'.repeat(HUGE)]] },
  {
    name: 'a hundred headers',
    others: Array.from({ length: 100 }, (_, index) => [`x-${index}`, ''] as const),
  },
  {
    name: 'names of Object.prototype',
    others: [
      ['__proto__', 'x'],
      ['constructor', 'x'],
      ['toString', 'x'],
    ],
  },
  { name: 'an empty content type', others: [['content-type', '']] },
  { name: 'a content type that is not ASCII', others: [['content-type', 'é']] },
  {
    name: 'content types',
    others: [
      ['content-type', 'text/plain'],
      ['content-type', 'application/json'],
    ],
  },
  { name: 'another character set', others: [['content-type', 'application/json; charset=utf-16']] },
  { name: 'a claim of gzip', others: [['content-encoding', 'gzip']] },
  { name: 'a trace of its own', others: [['x-amzn-trace-id', '\u00ff'.repeat(HUGE)]] },
];

/** A sample with some bits the other way round. */
const flipped = fc
  .tuple(fc.constantFrom(...SAMPLES), fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 4 }))
  .map(([sample, flips]) => {
    const bytes = Buffer.from(sample);
    for (const [at, bit] of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
    return bytes;
  });
const truncated = fc
  .tuple(fc.constantFrom(...SAMPLES), fc.nat())
  .map(([sample, at]) => Buffer.from(sample).subarray(0, at % (sample.length + 1)));
/** A sample with other values, of other types too. */
const swapped = fc
  .tuple(
    fc.constantFrom(...SAMPLES),
    fc.array(fc.tuple(fc.nat(), fc.oneof(anyOf, fc.json())), { minLength: 1, maxLength: 6 }),
  )
  .map(([sample, swaps]) => {
    const entries = Object.entries(JSON.parse(sample)).map(([name, value]) => [name, JSON.stringify(value)]);
    for (const [at, text] of swaps) {
      const entry = entries[at % entries.length];
      if (entry !== undefined) entry[1] = text;
    }
    return Buffer.from(`{${entries.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`);
  });
/** A sample with the names of its attributes exchanged, or with others. */
const renamed = fc
  .tuple(
    fc.constantFrom(...SAMPLES),
    fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 6 }),
  )
  .map(([sample, names]) => {
    const entries = Object.entries(JSON.parse(sample));
    for (const [at, name] of names) {
      const entry = entries[at % entries.length];
      if (entry !== undefined) entry[0] = name;
    }
    return Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  });

/** A real webhook that something happened to. */
export const mutatedSamples: fc.Arbitrary<Buffer> = fc.oneof(flipped, truncated, swapped, renamed);
