import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, Identifiers } from '../../../shared/customerio/operations.ts';
import type { ExplainedAttribute } from '../preview/explained.ts';
import type { WebhookPreview } from '../preview/preview-webhooks.ts';

/** Subjects of a change. */
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

/** One side of a change: the name, or for an outcome, a workspace or an identity, its description. */
export interface Side {
  readonly name: string;
  /** Value of an attribute. `""` clears it. */
  readonly value?: AttributeValue;
}

/** A difference at Customer.io. */
export interface Change {
  readonly subject: Subject;
  readonly kind: 'added' | 'removed' | 'renamed' | 'other type' | 'other value' | 'changed';
  readonly before?: Side;
  readonly after?: Side;
}

/** Returns the type of a value at Customer.io. */
export function typeOf(value: AttributeValue): string {
  return value === '' ? 'cleared' : typeof value;
}

/** Returns the differences at Customer.io between two previews of one webhook. */
export function compare(before: WebhookPreview, after: WebhookPreview): Change[] {
  const was = sentBy(before);
  const is = sentBy(after);
  if (was === undefined || is === undefined) {
    return changed('outcome', describeOutcome(before), describeOutcome(after));
  }
  return [
    ...comparePlaces(was, is),
    ...compareEvents(was, is),
    // An added or removed event is one change, without its attributes.
    ...(was.event === undefined || is.event === undefined
      ? []
      : compareAttributes('event attribute', was.eventAttributes, is.eventAttributes)),
    ...compareAttributes('person attribute', was.personAttributes, is.personAttributes),
  ];
}

/** The parts of a webhook's operations to compare. */
interface Sent {
  readonly workspace?: string;
  readonly identifiers?: Identifiers;
  readonly event?: string;
  readonly eventAttributes: readonly ExplainedAttribute[];
  readonly personAttributes: readonly ExplainedAttribute[];
}

/** Returns what a webhook sends, or undefined if it is skipped or becomes a dead letter. */
function sentBy({ outcome }: WebhookPreview): Sent | undefined {
  // An event that is off and changes no person counts as sent, without content.
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

/** Compares workspace and identity, if something is sent before and after. */
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
 * Compares attributes by their source, so that a renamed attribute is recognized. If a name gets another source, it
 * compares by name, because only the name counts at Customer.io.
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

/** Returns true if the types differ. A cleared value has no type. */
function hasOtherType({ value: before = '' }: Side, { value: after = '' }: Side): boolean {
  return before !== '' && after !== '' && typeOf(before) !== typeOf(after);
}
