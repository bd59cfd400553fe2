import { computed } from '@preact/signals';
import type { PersonRow } from '../protocol.ts';
import { Counted } from './counted.tsx';
import { filterPeople } from './filter.ts';
import { ListView } from './list-view.tsx';
import { counted, Time, textOf } from './parts.tsx';
import { PersonPanel } from './person-panel.tsx';
import { hrefOf } from './route.ts';
import { shortName, WIDE } from './short-name.ts';
import { people, wanted } from './store.ts';
import type { RowParts } from './virtual-list.tsx';

function partsOf({ kind, id, atMs, workspace, events, lastEvent }: PersonRow): RowParts {
  const told = events === 0 ? 'no event' : `${counted(events, 'event')}, last`;
  return {
    title: shortName(id, WIDE),
    aside: <Time atMs={atMs} />,
    words: `${kind === 'anonymous_id' ? 'anonymous, ' : ''}${told} ${textOf(lastEvent ?? '')}`,
    who: <span>{workspace}</span>,
  };
}

const rows = computed(() => filterPeople(people.value, wanted.value));

/** Shows all people at Customer.io of this run. */
export function PeopleView({ id }: { id: string }) {
  return (
    <ListView
      view="people"
      id={id}
      above={<Counted of="people" shown={rows.value.length} />}
      label="People, the last changed first"
      rows={rows.value}
      keyOf={(row) => row.key}
      partsOf={partsOf}
      empty={
        <>
          No people at Customer.io yet. <a href={hrefOf('post')}>Post a webhook</a> about one.
        </>
      }
      panel={<PersonPanel personKey={id} />}
    />
  );
}
