import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, Identifiers } from '../../../shared/customerio/operations.ts';
import type { ExplainedAttribute } from '../preview/explained.ts';
import type { WebhookPreview } from '../preview/preview-webhooks.ts';

/** What a change is about. */
export const SUBJECTS = [
  'connection',
  'outcome',
  'workspace',
  'identity',
  'event',
  'event attribute',
  'person attribute',
] as const;
type Subject = (typeof SUBJECTS)[number];

/** One side of a change: a name or, of an outcome, a workspace or an identity, what it is. */
export interface Side {
  readonly name: string;
  /** Of an attribute. `""` is what clears one. */
  readonly value?: AttributeValue;
}

/** How something at Customer.io would be otherwise. */
export interface Change {
  readonly subject: Subject;
  readonly kind: 'added' | 'removed' | 'renamed' | 'other type' | 'other value' | 'changed';
  readonly before?: Side;
  readonly after?: Side;
}

/** What Customer.io takes a value for. */
export function typeOf(value: AttributeValue): string {
  return value === '' ? 'cleared' : typeof value;
}

/** What would be otherwise at Customer.io for one webhook, under another configuration. */
export function compare(before: WebhookPreview, after: WebhookPreview): Change[] {
  const was = sentBy(before);
  const is = sentBy(after);
  if (was === undefined || is === undefined) {
    return changed('outcome', describeOutcome(before), describeOutcome(after));
  }
  return [
    ...comparePlaces(was, is),
    ...compareEvents(was, is),
    // An event that comes or goes is told as one, and not again attribute by attribute.
    ...(was.event === undefined || is.event === undefined
      ? []
      : compareAttributes('event attribute', was.eventAttributes, is.eventAttributes)),
    ...compareAttributes('person attribute', was.personAttributes, is.personAttributes),
  ];
}

/** What a webhook sends. */
interface Sent {
  readonly workspace?: string;
  readonly identifiers?: Identifiers;
  readonly event?: string;
  readonly eventAttributes: readonly ExplainedAttribute[];
  readonly personAttributes: readonly ExplainedAttribute[];
}

/** `undefined`: it ends otherwise, and there is nothing to compare one by one. */
function sentBy({ outcome }: WebhookPreview): Sent | undefined {
  // An event that is off and changes nobody: as good as sent, with nothing in it.
  if (outcome.kind === 'skips' && outcome.why === 'event switched off') {
    return { eventAttributes: [], personAttributes: [] };
  }
  if (outcome.kind !== 'sends') return undefined;
  const { workspace, region, identifiers, person, event } = outcome;
  return {
    workspace: `${workspace} (${region})`,
    identifiers,
    ...('why' in event ? {} : { event: event.name }),
    eventAttributes: 'why' in event ? [] : event.attributes,
    personAttributes: 'why' in person ? [] : person.attributes,
  };
}

function describeOutcome({ outcome }: WebhookPreview): string {
  switch (outcome.kind) {
    case 'sends':
      return 'sent';
    case 'skips':
      return `skipped: ${outcome.why}`;
    case 'dead-letters':
      return `dead letter: ${outcome.failure.reason}`;
  }
}

function changed(subject: Subject, before: string, after: string): Change[] {
  return before === after
    ? []
    : [{ subject, kind: 'changed', before: { name: before }, after: { name: after } }];
}

/** Where it goes and to whom, if it goes anywhere before and after. */
function comparePlaces(was: Sent, is: Sent): Change[] {
  if (was.identifiers === undefined || is.identifiers === undefined) return [];
  const [before, after] = [kindOf(was.identifiers), kindOf(is.identifiers)];
  const isAnother = before === after && !isDeepStrictEqual(was.identifiers, is.identifiers);
  return [
    ...changed('workspace', was.workspace ?? '', is.workspace ?? ''),
    ...changed('identity', before, isAnother ? `another ${after}` : after),
  ];
}

/** `id`, `email`, `cio_id` or `anonymous_id`. */
function kindOf(identifiers: Identifiers): string {
  return Object.keys(identifiers)[0] ?? '';
}

function compareEvents({ event: was }: Sent, { event: is }: Sent): Change[] {
  const before = was === undefined ? undefined : { name: was };
  const after = is === undefined ? undefined : { name: is };
  if (before === undefined) return after === undefined ? [] : [{ subject: 'event', kind: 'added', after }];
  if (after === undefined) return [{ subject: 'event', kind: 'removed', before }];
  return was === is ? [] : [{ subject: 'event', kind: 'renamed', before, after }];
}

/**
 * Attributes by what they are and not by their names, so that one with another name is known again. Where a name goes over
 * to something else, the name is what counts at Customer.io.
 */
function compareAttributes(
  subject: Subject,
  before: readonly ExplainedAttribute[],
  after: readonly ExplainedAttribute[],
): Change[] {
  const was = new Map(before.map((attribute) => [attribute.source, attribute]));
  const is = new Map(after.map((attribute) => [attribute.source, attribute]));
  const gone = new Map(before.filter(({ source }) => !is.has(source)).map((each) => [each.name, each]));
  const came = new Map(after.filter(({ source }) => !was.has(source)).map((each) => [each.name, each]));
  return [
    ...before.flatMap((one) => compareAttribute(subject, one, is.get(one.source) ?? came.get(one.name))),
    ...after
      .filter(({ source, name }) => !was.has(source) && !gone.has(name))
      .flatMap((one) => compareAttribute(subject, undefined, one)),
  ];
}

function compareAttribute(
  subject: Subject,
  was: ExplainedAttribute | undefined,
  is: ExplainedAttribute | undefined,
): Change[] {
  const before = was && { name: was.name, value: was.value };
  const after = is && { name: is.name, value: is.value };
  if (before === undefined) return after === undefined ? [] : [{ subject, kind: 'added', after }];
  if (after === undefined) return [{ subject, kind: 'removed', before }];
  const kinds: Change['kind'][] = [];
  if (before.name !== after.name) kinds.push('renamed');
  if (before.value !== after.value) kinds.push(hasOtherType(before, after) ? 'other type' : 'other value');
  return kinds.map((kind) => ({ subject, kind, before, after }));
}

/** To be cleared is nothing of a type. */
function hasOtherType({ value: before = '' }: Side, { value: after = '' }: Side): boolean {
  return before !== '' && after !== '' && typeOf(before) !== typeOf(after);
}
