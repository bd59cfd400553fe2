import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { AttributeDetail, Life, Lifeline, Moment, Phase, Span } from '../protocol.ts';
import { Badge, DateTime, Day, number, textOf, Value } from './parts.tsx';
import { hrefOf } from './route.ts';

const PHASES: Readonly<Record<Phase, string>> = {
  trial: 'in trial',
  active: 'active',
  cancelled: 'cancelled, still running',
  grace: 'grace period',
  hold: 'on hold',
  paused: 'paused',
  ended: 'ended',
  moved: 'moved to another plan or owner',
  owned: 'owned',
  'taken back': 'taken back',
  unknown: 'unknown',
};

/** The chosen moment and its person. Other people show their last moment. */
const chosen = signal<{ readonly personKey: string; readonly atMs: number }>({ personKey: '', atMs: 0 });

/**
 * Shows the purchases of a person as timelines. A chosen moment shows the attributes at that time beside the current
 * ones.
 */
export function LifeOf(props: {
  readonly personKey: string;
  readonly life: Life;
  readonly attributes: readonly AttributeDetail[];
}) {
  const { personKey, life, attributes } = props;
  const { lifelines, moments, olderMoments } = life;
  const { personKey: whose, atMs } = chosen.value;
  const found = whose === personKey ? moments.findIndex((moment) => moment.atMs === atMs) : -1;
  const index = found === -1 ? moments.length - 1 : found;
  const moment = moments[index];
  if (moment === undefined) return null;
  const choose = (next: number) => {
    const target = moments[Math.min(Math.max(next, 0), moments.length - 1)];
    if (target !== undefined) chosen.value = { personKey, atMs: target.atMs };
  };
  const isOfPerson = moments.some(({ events }) => events.some(({ purchases }) => purchases.length === 0));
  return (
    <>
      <h3>Purchases over time, from the webhooks of this run</h3>
      {olderMoments === 0 ? null : <p>{number(olderMoments)} older moments are not shown.</p>}
      <div class="life">
        {lifelines.map((lifeline) => (
          <Track key={lifeline.key} title={<Title lifeline={lifeline} moment={moment} />} life={life}>
            <Phases lifeline={lifeline} life={life} />
            <Marks life={life} index={index} choose={choose} of={lifeline} />
          </Track>
        ))}
        {isOfPerson ? (
          <Track title="No purchase" life={life}>
            <Marks life={life} index={index} choose={choose} />
          </Track>
        ) : null}
        <p class="axis" aria-hidden="true">
          <Day atMs={life.fromAtMs} />
          <Day atMs={(life.fromAtMs + life.untilAtMs) / 2} />
          <Day atMs={life.untilAtMs} />
        </p>
      </div>
      <Legend lifelines={lifelines} />
      <p class="stepper">
        <button type="button" disabled={index === 0} onClick={() => choose(index - 1)}>
          Earlier
        </button>
        <button type="button" disabled={index === moments.length - 1} onClick={() => choose(index + 1)}>
          Later
        </button>{' '}
        moment {number(index + 1)} of {number(moments.length)}
      </p>
      <Chosen moment={moment} before={moments[index - 1]} attributes={attributes} />
    </>
  );
}

function Title({ lifeline: { name, kind, phases, main }, moment }: { lifeline: Lifeline; moment: Moment }) {
  const phase = spanAt(phases, moment.atMs);
  return (
    <>
      <b>{textOf(name)}</b>{' '}
      <span class="nothing">
        {kind}, {phase === undefined ? 'no event yet' : PHASES[phase]}
        {spanAt(main, moment.atMs) === undefined ? null : ', the main one'}
      </span>
    </>
  );
}

function spanAt<What extends string>(spans: readonly Span<What>[], atMs: number): What | undefined {
  return spans.find(({ fromAtMs, untilAtMs }) => fromAtMs <= atMs && atMs < untilAtMs)?.what;
}

function Track(props: {
  readonly title: ComponentChildren;
  readonly life: Life;
  readonly children: ComponentChildren;
}) {
  return (
    <section>
      <p>{props.title}</p>
      <div class="track">{props.children}</div>
    </section>
  );
}

/** Hidden from screen readers, because the text beside the line, the marks and the legend have the same content. */
function Phases({ lifeline: { phases, main }, life }: { lifeline: Lifeline; life: Life }) {
  return (
    <div aria-hidden="true">
      {phases.map((span) => (
        <span key={span.fromAtMs} class={`phase ${classOf(span.what)}`} style={placeOf(span, life)} />
      ))}
      {main.map((span) => (
        <span key={span.fromAtMs} class="phase main" style={placeOf(span, life)} />
      ))}
    </div>
  );
}

const classOf = (phase: Phase) => phase.replace(' ', '-');

function placeOf({ fromAtMs, untilAtMs }: Omit<Span<string>, 'what'>, life: Life) {
  const share = (ms: number) => `${(100 * ms) / (life.untilAtMs - life.fromAtMs)}%`;
  return { left: share(fromAtMs - life.fromAtMs), width: share(untilAtMs - fromAtMs) };
}

interface MarksProps {
  readonly life: Life;
  /** Index of the chosen moment. */
  readonly index: number;
  readonly choose: (index: number) => void;
  /** Absent for the events without a purchase. */
  readonly of?: Lifeline;
}

/** Shows the events of one line. Arrow keys move between them. */
function Marks({ life, index: chosenIndex, choose, of }: MarksProps) {
  const own = life.moments.flatMap((moment, index) => {
    const names = moment.events.filter(({ purchases }) =>
      of === undefined ? purchases.length === 0 : purchases.includes(of.key),
    );
    return names.length === 0 ? [] : [{ moment, index, names: names.map(({ name }) => name).join(', ') }];
  });
  const reached = own.find(({ index }) => index === chosenIndex) ?? own.at(-1);
  const step = (event: KeyboardEvent, place: number) => {
    const target = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: own.length - 1 }[event.key];
    const next = target === undefined ? undefined : own[target];
    if (next === undefined) return;
    event.preventDefault();
    choose(next.index);
    const marks = (event.currentTarget as HTMLElement).closest('ul')?.querySelectorAll('button');
    marks?.[own.indexOf(next)]?.focus();
  };
  return (
    <ul class="marks" aria-label={`Events of ${textOf(of?.name ?? 'no purchase')}`}>
      {own.map(({ moment: { atMs }, index, names }, place) => {
        const words = `${textOf(names)}, ${new Date(atMs).toISOString()}`;
        return (
          <li key={atMs}>
            <button
              type="button"
              class="mark"
              style={{ left: placeOf({ fromAtMs: atMs, untilAtMs: life.untilAtMs }, life).left }}
              aria-label={words}
              title={words}
              aria-pressed={index === chosenIndex}
              tabIndex={index === reached?.index ? 0 : -1}
              onClick={() => choose(index)}
              onKeyDown={(event) => step(event, place)}
            />
          </li>
        );
      })}
    </ul>
  );
}

function Legend({ lifelines }: { lifelines: readonly Lifeline[] }) {
  const shown = new Set(lifelines.flatMap(({ phases }) => phases.map(({ what }) => what)));
  const isMain = lifelines.some(({ main }) => main.length > 0);
  return (
    <ul class="legend" aria-label="Legend">
      {[...shown].map((phase) => (
        <li key={phase}>
          <span class="track">
            <span class={`phase ${classOf(phase)}`} />
          </span>{' '}
          {PHASES[phase]}
        </li>
      ))}
      {isMain ? (
        <li>
          <span class="track">
            <span class="phase main" />
          </span>{' '}
          the main subscription
        </li>
      ) : null}
    </ul>
  );
}

/** Shows the attributes of the person from a moment on. */
function Chosen(props: {
  readonly moment: Moment;
  readonly before: Moment | undefined;
  readonly attributes: readonly AttributeDetail[];
}) {
  const { moment, before, attributes } = props;
  const now = new Map(attributes.map(({ name, value }) => [name, value]));
  const names = new Set([...Object.keys(moment.attributes), ...now.keys()]);
  const isSaid = (name: string) => moment.attributes[name] !== undefined || now.get(name) !== undefined;
  const isChanged = (name: string) =>
    before !== undefined && before.attributes[name] !== moment.attributes[name];
  return (
    <>
      <p aria-live="polite">
        <DateTime atMs={moment.atMs} />:{' '}
        {moment.events.map(({ name, webhookId }, index) => (
          <span key={webhookId}>
            {index === 0 ? '' : ', '}
            <a href={hrefOf('webhooks', webhookId)}>{textOf(name)}</a>
          </span>
        ))}
      </p>
      <p class="nothing">From then on; where Customer.io now holds another value, it stands behind.</p>
      <dl class="pairs">
        {[...names]
          .filter(isSaid)
          .sort()
          .map((name) => {
            const value = moment.attributes[name];
            return (
              <div key={name}>
                <dt>{textOf(name)}</dt>
                <dd>
                  <Value name={name} value={value} />{' '}
                  {isChanged(name) ? <Badge tone="waiting">changed</Badge> : null}{' '}
                  {value === now.get(name) ? null : (
                    <Badge tone="neutral">
                      now <Value name={name} value={now.get(name)} />
                    </Badge>
                  )}
                </dd>
              </div>
            );
          })}
      </dl>
    </>
  );
}
