import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { visible } from '../../../shared/visible.ts';
import type { OutcomeKind, SentOperation, Tone } from '../protocol.ts';
import { hrefOf } from './route.ts';
import { shortName } from './short-name.ts';

/** The time of day by the machine's clock, ticking once a second. */
export const nowMs = signal(Date.now());
setInterval(() => {
  nowMs.value = Date.now();
}, 1_000);

const TIME = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium',
  hour12: false,
});

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Shows a time of this run, without the date. */
export const Time = ({ atMs }: { atMs: number }) => <Moment atMs={atMs} format={TIME} />;

/** Shows the time of an event, with the date. */
export const DateTime = ({ atMs }: { atMs: number }) => <Moment atMs={atMs} format={DATE_AND_TIME} />;

/** Shows a date without time, for an axis. */
export const Day = ({ atMs }: { atMs: number }) => <Moment atMs={atMs} format={DATE} />;

function Moment({ atMs, format }: { atMs: number; format: Intl.DateTimeFormat }) {
  const iso = new Date(atMs).toISOString();
  return (
    <time dateTime={iso} title={iso}>
      {format.format(atMs)}
    </time>
  );
}

/** Shows a countdown in seconds. */
export function Until({ atMs }: { atMs: number }) {
  const seconds = Math.ceil((atMs - nowMs.value) / 1_000);
  return <>{seconds > 0 ? `in ${seconds} s` : 'now'}</>;
}

export const TONES: Readonly<Record<OutcomeKind, Tone>> = {
  underway: 'waiting',
  retrying: 'waiting',
  delivered: 'good',
  skipped: 'neutral',
  'dead-lettered': 'bad',
  rejected: 'bad',
};

export const OUTCOME_WORDS: Readonly<Record<OutcomeKind, string>> = {
  underway: 'under way',
  retrying: 'retrying',
  delivered: 'delivered',
  skipped: 'skipped',
  'dead-lettered': 'dead letter',
  rejected: 'rejected',
};

export function Outcome({ kind }: { kind: OutcomeKind }) {
  return <Badge tone={TONES[kind]}>{OUTCOME_WORDS[kind]}</Badge>;
}

/** Shows a word with a shape and a colour. The word alone has the meaning. */
export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

/** Returns any value as text, with control characters visible, so that it cannot affect the text beside it. */
export function textOf(value: unknown): string {
  return visible(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

/** Shows a value, with the date beside Unix seconds. */
export function Value({ name, value }: { name: string; value: unknown }) {
  if (value === undefined) return <span class="nothing">none</span>;
  const isDate = name.endsWith('_at') && typeof value === 'number';
  return (
    <>
      {textOf(value)}
      {isDate ? (
        <span class="nothing">
          {' '}
          (<DateTime atMs={value * 1000} />)
        </span>
      ) : null}
    </>
  );
}

/** Shows a shortened id of a person, with the whole id as a tooltip. */
export function Person({ id }: { id: string }) {
  return <span title={visible(id)}>{id === '' ? 'no person' : shortName(id)}</span>;
}

export function Json({ value }: { value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return <pre>{text.split('\n').map(visible).join('\n')}</pre>;
}

/** Shows sent operations with their results. */
export function Operations({ operations }: { operations: readonly SentOperation[] }) {
  return (
    <ol class="operations">
      {operations.map(({ operation, result, tone, webhookId }, index) => (
        <li key={index}>
          <p>
            <Badge tone={tone}>{textOf(result)}</Badge>{' '}
            {webhookId === undefined ? null : <a href={hrefOf('webhooks', webhookId)}>webhook</a>}
          </p>
          <Json value={operation} />
        </li>
      ))}
    </ol>
  );
}

/** A panel beside a list. */
export function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class="panel" aria-label={title} tabIndex={0}>
      {children}
    </section>
  );
}

/** A panel that explains why it is empty. */
export function EmptyPanel({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Panel title={title}>
      <Nothing>{children}</Nothing>
    </Panel>
  );
}

export function Nothing({ children }: { children: ComponentChildren }) {
  return <p class="nothing">{children}</p>;
}

export const number = (value: number) => value.toLocaleString('en');

/** Returns a count with its noun in the singular or plural. */
export const counted = (count: number, one: string, many = `${one}s`) =>
  `${number(count)} ${count === 1 ? one : many}`;
