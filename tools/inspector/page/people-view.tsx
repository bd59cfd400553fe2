import { computed } from '@preact/signals';
import type { PersonRow } from '../protocol.ts';
import { Counted } from './counted.tsx';
import { filterPeople } from './filter.ts';
import { ListView } from './list-view.tsx';
import { Clipped, number, Time } from './parts.tsx';
import { PersonPanel } from './person-panel.tsx';
import { people, wanted } from './store.ts';
import type { Column } from './virtual-list.tsx';

const COLUMNS: readonly Column<PersonRow>[] = [
  { heading: 'Changed', width: '4.5rem', cell: ({ atMs }) => <Time atMs={atMs} /> },
  {
    heading: 'Person',
    width: 'minmax(0, 1.2fr)',
    cell: ({ kind, id }) => <span title={id}>{kind === 'anonymous_id' ? `anonymous ${id}` : id}</span>,
  },
  { heading: 'Workspace', width: 'minmax(0, 0.8fr)', cell: ({ workspace }) => <Clipped text={workspace} /> },
  { heading: 'Events', width: '4rem', cell: ({ events }) => <span>{number(events)}</span> },
  {
    heading: 'Last event',
    width: 'minmax(0, 1fr)',
    cell: ({ lastEvent = 'none' }) => <Clipped text={lastEvent} />,
  },
];

const rows = computed(() => filterPeople(people.value, wanted.value));

/** Everyone at Customer.io, as far as this run has told. */
export function PeopleView({ id }: { id: string }) {
  return (
    <ListView
      view="people"
      id={id}
      above={<Counted of="people" shown={rows.value.length} />}
      label="People, the last changed first"
      rows={rows.value}
      keyOf={(row) => row.key}
      columns={COLUMNS}
      empty="Nobody here."
      title="Person"
      choose="Choose a person to see their attributes and events."
      panel={<PersonPanel personKey={id} />}
    />
  );
}
