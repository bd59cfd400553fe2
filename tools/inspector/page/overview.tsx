import { computed } from '@preact/signals';
import type { OutcomeKind } from '../protocol.ts';
import { nowMs, number, OUTCOME_WORDS, TONES } from './parts.tsx';
import { type Outcomes, pulseOf } from './pulse.ts';
import { outcomeFilter, status, webhooks } from './store.ts';

/** Shows the last minutes, and the path of webhooks with the counts of this run. */
export function Overview() {
  return (
    <div class="overview">
      <LastMinutes />
      <Way />
    </div>
  );
}

const pulse = computed(() => {
  const isCut = (status.value?.webhooks ?? 0) > webhooks.value.length;
  return pulseOf(webhooks.value, nowMs.value, isCut);
});

function LastMinutes() {
  const { spanMs, arrived, outcomes, bars, latency } = pulse.value;
  const figures: readonly (readonly [words: string, value: string])[] = [
    ['in', number(arrived)],
    ['delivered', number(outcomes.delivered ?? 0)],
    ['skipped', number(outcomes.skipped ?? 0)],
    ['retrying', number(outcomes.retrying ?? 0)],
    ['dead', number(outcomes['dead-lettered'] ?? 0)],
    ['latency', latency === undefined ? '–' : seconds(latency.medianMs)],
    ['slowest', latency === undefined ? '–' : seconds(latency.slowestMs)],
  ];
  return (
    <section aria-labelledby="last-minutes">
      <h2 id="last-minutes">{lastWords(spanMs)}</h2>
      <Bars bars={bars} />
      <dl class="figures">
        {figures.map(([words, value]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const lastWords = (spanMs: number) =>
  spanMs < 120_000 ? `Last ${seconds(spanMs)}` : `Last ${Math.round(spanMs / 60_000)} minutes`;

const seconds = (ms: number) => `${ms < 9_950 ? (ms / 1_000).toFixed(1) : number(Math.round(ms / 1_000))} s`;

/** Layers of a bar, from bottom to top. */
const LAYERS: readonly { readonly tone: string; readonly kinds: readonly OutcomeKind[] }[] = [
  { tone: 'good', kinds: ['delivered'] },
  { tone: 'neutral', kinds: ['skipped'] },
  { tone: 'waiting', kinds: ['underway', 'retrying'] },
  { tone: 'bad', kinds: ['dead-lettered', 'rejected'] },
];

const countOf = (outcomes: Outcomes, kinds: readonly OutcomeKind[]) =>
  kinds.reduce((sum, kind) => sum + (outcomes[kind] ?? 0), 0);

/** Shows webhooks over time by outcome. The numbers beside it have the same content. */
function Bars({ bars }: { bars: readonly Outcomes[] }) {
  const all = Object.keys(OUTCOME_WORDS) as OutcomeKind[];
  const highest = Math.max(1, ...bars.map((bar) => countOf(bar, all)));
  return (
    <svg class="bars" viewBox={`0 0 ${bars.length} ${highest}`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map((bar, x) => {
        let top = highest;
        return LAYERS.map(({ tone, kinds }) => {
          const height = countOf(bar, kinds);
          top -= height;
          return height === 0 ? null : (
            <rect key={`${x} ${tone}`} class={tone} x={x + 0.1} y={top} width={0.8} height={height} />
          );
        });
      })}
    </svg>
  );
}

interface Flow {
  readonly words: string;
  readonly count: (outcomes: Readonly<Record<OutcomeKind, number>>, webhooks: number) => number;
  /** Outcome to list on click. */
  readonly kind?: OutcomeKind;
}

const flowOf = (kind: OutcomeKind): Flow => ({
  words: OUTCOME_WORDS[kind],
  count: (outcomes) => outcomes[kind],
  kind,
});

/** The stations of a webhook, each with the arrow that leads to it and those that turn off before. */
const STOPS: readonly { readonly name: string; readonly arrow: Flow; readonly aside?: readonly Flow[] }[] = [
  { name: 'receive', arrow: { words: 'in', count: (_, webhooks) => webhooks } },
  {
    name: 'events queue',
    arrow: { words: 'accepted', count: ({ rejected }, webhooks) => webhooks - rejected },
    aside: [flowOf('rejected')],
  },
  { name: 'deliver', arrow: flowOf('underway'), aside: [flowOf('retrying')] },
  {
    name: 'Customer.io',
    arrow: flowOf('delivered'),
    aside: [flowOf('skipped'), flowOf('dead-lettered')],
  },
];

/** Shows the path of webhooks. An outcome is a button that lists its webhooks. */
function Way() {
  return (
    <section aria-labelledby="way">
      <h2 id="way">This run</h2>
      <ol class="way">
        <li>
          <span class="stop">Purchasely</span>
        </li>
        {STOPS.map(({ name, arrow, aside = [] }) => (
          <li key={name} class="leg">
            <span class="stop">{name}</span>
            <Arrow flow={arrow} />
            <span class="asides">
              {aside.map((flow) => (
                <Arrow key={flow.words} flow={flow} isAside />
              ))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Arrow({ flow: { words, count, kind }, isAside = false }: { flow: Flow; isAside?: boolean }) {
  const counted = status.value === undefined ? 0 : count(status.value.outcomes, status.value.webhooks);
  const text = (
    <>
      <span>{words}</span> <b>{number(counted)}</b>
    </>
  );
  if (kind === undefined) return <span class="arrow">{text}</span>;
  return (
    <button
      type="button"
      class={`arrow ${isAside ? `aside ${kind}` : ''} ${counted === 0 ? '' : TONES[kind]}`}
      aria-pressed={outcomeFilter.value === kind}
      onClick={() => {
        outcomeFilter.value = outcomeFilter.value === kind ? '' : kind;
      }}
    >
      {text}
    </button>
  );
}
