import type { Signal } from '@preact/signals';
import type { OutcomeKind } from '../protocol.ts';
import { number, OUTCOME_WORDS } from './parts.tsx';
import { eventFilter, outcomeFilter, personFilter, status, wanted } from './store.ts';

/** What all lists have in common; `outcomes` are for the webhooks alone. */
export function FilterBar({ outcomes = false }: { outcomes?: boolean }) {
  const isFiltered = Object.values(wanted.value).some((part) => part !== '');
  return (
    <search class="filters">
      <Field label="Person" filter={personFilter} />
      <Field label="Event" filter={eventFilter} />
      {outcomes ? <Outcomes /> : null}
      {isFiltered ? (
        <button type="button" onClick={clear}>
          Show all
        </button>
      ) : null}
    </search>
  );
}

function Field({ label, filter }: { label: string; filter: Signal<string> }) {
  return (
    <label>
      {label}
      <input
        type="search"
        value={filter.value}
        placeholder="part of it"
        onInput={({ currentTarget }) => {
          filter.value = currentTarget.value;
        }}
      />
    </label>
  );
}

function Outcomes() {
  const counts = status.value?.outcomes;
  const kinds = Object.keys(OUTCOME_WORDS) as OutcomeKind[];
  return (
    <fieldset class="outcomes">
      <legend>Outcome</legend>
      {kinds.map((kind) => (
        <button
          key={kind}
          type="button"
          aria-pressed={outcomeFilter.value === kind}
          onClick={() => {
            outcomeFilter.value = outcomeFilter.value === kind ? '' : kind;
          }}
        >
          {OUTCOME_WORDS[kind]} <b>{number(counts?.[kind] ?? 0)}</b>
        </button>
      ))}
    </fieldset>
  );
}

function clear(): void {
  personFilter.value = '';
  eventFilter.value = '';
  outcomeFilter.value = '';
}
