import type { Signal } from '@preact/signals';
import { eventFilter, isFiltered, personFilter, showAll } from './store.ts';

/** Controls of all lists. */
export function FilterBar() {
  return (
    <search class="filters">
      <Field label="Person" filter={personFilter} />
      <Field label="Event" filter={eventFilter} />
      {isFiltered.value ? (
        <button type="button" onClick={showAll}>
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
