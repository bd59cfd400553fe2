import {
  areSame,
  flawOf,
  parseGiven,
  parseStored,
  type SecretValue,
} from '../../../../tools/cli/secrets/secret-value.ts';
import type { SecretTarget } from '../../../../tools/cli/secrets/targets.ts';

type Side = SecretTarget['side'];
const shared = (sharedSecret: string): SecretValue => ({ side: 'purchasely', fields: { sharedSecret } });
const pair = (siteId: string, apiKey: string): SecretValue => ({
  side: 'customerio',
  fields: { siteId, apiKey },
});

test.each<{ what: string; side: Side; given: string; value: SecretValue | undefined }>([
  { what: 'a secret alone', side: 'purchasely', given: 'abc', value: shared('abc') },
  { what: 'a secret and the end of its line', side: 'purchasely', given: ' abc\r\n', value: shared('abc') },
  { what: 'a secret of digits', side: 'purchasely', given: '123', value: shared('123') },
  { what: 'JSON', side: 'purchasely', given: '{"sharedSecret":"abc"}', value: shared('abc') },
  {
    what: 'JSON with a byte order mark',
    side: 'purchasely',
    given: '\uFEFF{"sharedSecret":"a"}',
    value: shared('a'),
  },
  {
    what: 'JSON with space in a value',
    side: 'purchasely',
    given: '{"sharedSecret":" abc\\n"}',
    value: shared('abc'),
  },
  {
    what: 'JSON with more than is needed',
    side: 'customerio',
    given: '{"siteId":"a","apiKey":"b","name":"c"}',
    value: pair('a', 'b'),
  },
  { what: 'nothing', side: 'purchasely', given: ' \n', value: undefined },
  { what: 'broken JSON', side: 'purchasely', given: '{"sharedSecret":"abc"', value: undefined },
  {
    what: 'the pair of the other side',
    side: 'purchasely',
    given: '{"siteId":"a","apiKey":"b"}',
    value: undefined,
  },
  { what: 'an empty value', side: 'purchasely', given: '{"sharedSecret":""}', value: undefined },
  { what: 'a blank value', side: 'customerio', given: '{"siteId":"a","apiKey":" "}', value: undefined },
  { what: 'half a pair', side: 'customerio', given: '{"siteId":"a"}', value: undefined },
  { what: 'a pair that is not JSON', side: 'customerio', given: 'a:b', value: undefined },
  { what: 'a list', side: 'customerio', given: '["a","b"]', value: undefined },
])('takes $what for $value', ({ side, given, value }) => {
  expect(parseGiven(side, given)).toEqual(value);
});

test.each<{ what: string; side: Side; stored: string; value: SecretValue | undefined }>([
  {
    what: 'keeps space, as the functions do',
    side: 'purchasely',
    stored: '{"sharedSecret":" a"}',
    value: shared(' a'),
  },
  { what: 'takes no secret alone', side: 'purchasely', stored: 'abc', value: undefined },
  { what: 'takes no empty text', side: 'customerio', stored: '', value: undefined },
])('what is stored: $what', ({ side, stored, value }) => {
  expect(parseStored(side, stored)).toEqual(value);
});

test.each([
  { value: shared('abc'), flaw: undefined },
  { value: pair('a', 'b'), flaw: undefined },
  { value: shared('abc '), flaw: 'has space around a value' },
  { value: pair('\ta', 'b'), flaw: 'has space around a value' },
  { value: shared('abc\ndef'), flaw: 'has a line break in a value' },
  { value: shared('…'), flaw: 'has dots where a value should be' },
  { value: pair('a', '...'), flaw: 'has dots where a value should be' },
])('the flaw of $value.fields is: $flaw', ({ value, flaw }) => {
  expect(flawOf(value)).toBe(flaw);
});

test.each([
  { one: pair('a', 'b'), other: pair('a', 'b'), same: true },
  { one: pair('a', 'b'), other: pair('a', 'c'), same: false },
  { one: shared('a'), other: undefined, same: false },
])('$one.fields and $other.fields are the same: $same', ({ one, other, same }) => {
  expect(areSame(one, other)).toBe(same);
});
