import { number } from '../../../shared/words.ts';
import { markdownTable } from '../base/tables.ts';
import type { CollectedChange } from './collect-changes.ts';
import type { Side } from './compare.ts';

/** A comparison of two configurations with webhooks. */
export interface Comparison {
  /** Name of the older configuration. */
  readonly from: string;
  readonly webhooks: number;
  readonly changes: readonly CollectedChange[];
  /** True if the configurations of the connections differ. */
  readonly isOther: boolean;
}

/**
 * Returns a comparison in Markdown, for a pull request.
 *
 * @param withValues show an example value of each attribute; otherwise only names
 */
export function describeComparison(
  { from, webhooks, changes, isOther }: Comparison,
  withValues: boolean,
): string[] {
  const tried = `${number(webhooks)} ${webhooks === 1 ? 'webhook' : 'webhooks'}`;
  const head = `connector.config.ts, ${from} → this checkout, tried on ${tried}`;
  if (changes.length === 0) {
    const note = isOther
      ? ' The connections differ, but not in their effect on these webhooks. Try others with --webhooks.'
      : '';
    return [`${head}: nothing changes at Customer.io.${note}`];
  }
  const columns = [...COLUMNS, ...(withValues ? [VALUES] : [])];
  const hasOneConnection = new Set(changes.map(({ connection }) => connection)).size === 1;
  const shown = hasOneConnection ? columns.slice(1) : columns;
  return [
    `${head}:`,
    '',
    ...markdownTable([
      shown.map(({ title }) => title),
      ...changes.map((change) => shown.map(({ cell }) => cell(change))),
    ]),
    ...(changes.some(changesIds) ? ['', NEW_IDS] : []),
    ...(changes.some(changesPeople) ? ['', RESYNC] : []),
  ];
}

interface Column {
  readonly title: string;
  cell(change: CollectedChange): string;
}

const COLUMNS: readonly Column[] = [
  { title: 'Connection', cell: ({ connection }) => code(connection) },
  { title: 'What', cell: ({ subject }) => subject },
  { title: 'Change', cell: ({ kind }) => kind },
  { title: 'Before', cell: ({ before, types }) => describeSide(before, types.before) },
  { title: 'After', cell: ({ after, types }) => describeSide(after, types.after) },
  { title: 'Webhooks', cell: ({ webhooks }) => (webhooks.length === 0 ? '' : number(webhooks.length)) },
  { title: 'Events', cell: ({ events }) => describeEvents(events) },
];

const VALUES: Column = {
  title: 'For example',
  cell: ({ before, after }) =>
    before?.value === undefined && after?.value === undefined
      ? ''
      : `${describeValue(before)} → ${describeValue(after)}`,
};

const NEW_IDS =
  'An event with another name or owner gets another id, so replaying an older dead letter sends a new event.';

const RESYNC =
  'People change with their next event. To update all of them, run `npm run people -- resync --stage NAME` after the deployment.';

/** Returns true if a change affects people. Removed attributes do not: Customer.io keeps them. */
export function changesPeople({ subject, kind }: CollectedChange): boolean {
  return subject === 'person attribute' && kind !== 'removed';
}

function changesIds({ subject, kind }: CollectedChange): boolean {
  return subject === 'identity' || (subject === 'event' && kind === 'renamed');
}

function describeSide(side: Side | undefined, types: readonly string[]): string {
  if (side === undefined) return '';
  return types.length === 0 ? code(side.name) : `${code(side.name)} ${types.join(' or ')}`;
}

/** Number of events that fit in the column. */
const MAX_EVENTS = 3;

function describeEvents(events: readonly string[]): string {
  const named = events.slice(0, MAX_EVENTS).map(code).join(', ');
  return events.length > MAX_EVENTS ? `${named} and ${events.length - MAX_EVENTS} more` : named;
}

function describeValue(side: Side | undefined): string {
  if (side?.value === undefined) return 'nothing';
  return side.value === '' ? 'cleared' : code(JSON.stringify(side.value));
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}
