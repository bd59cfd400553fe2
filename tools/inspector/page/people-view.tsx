import { useMemo } from 'preact/hooks';
import { Counted } from './counted.tsx';
import { filterPeople } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { Nothing, number, Panel, Time } from './parts.tsx';
import { PersonPanel } from './person-panel.tsx';
import { select } from './route.ts';
import { eventFilter, people, personFilter, status } from './store.ts';
import { VirtualList } from './virtual-list.tsx';

const HEADINGS = ['Changed', 'Person', 'Workspace', 'Events', 'Last event'];

/** Everyone at Customer.io, as far as this run has told. */
export function PeopleView({ id }: { id: string }) {
  const wanted = { person: personFilter.value, event: eventFilter.value, outcome: '' } as const;
  const rows = useMemo(() => filterPeople(people.value, wanted), [people.value, wanted.person, wanted.event]);
  return (
    <>
      <FilterBar />
      <div class="split">
        <div class="side">
          <Counted
            one="person"
            many="people"
            shown={rows.length}
            loaded={people.value.length}
            total={status.value?.people ?? 0}
          />
          <VirtualList
            label="People, the last changed first"
            rows={rows}
            keyOf={(row) => row.key}
            selected={id}
            onSelect={(key) => select('people', key)}
            columns="person-columns"
            headings={HEADINGS}
            empty="Nobody here."
            render={({ atMs, kind, id: person, workspace, events, lastEvent = 'none' }) => (
              <>
                <Time atMs={atMs} />
                <span title={person}>{kind === 'anonymous_id' ? `anonymous ${person}` : person}</span>
                <span title={workspace}>{workspace}</span>
                <span>{number(events)}</span>
                <span title={lastEvent}>{lastEvent}</span>
              </>
            )}
          />
        </div>
        {id === '' ? (
          <Panel title="Person">
            <Nothing>Choose a person to see their attributes and events.</Nothing>
          </Panel>
        ) : (
          <PersonPanel personKey={id} />
        )}
      </div>
    </>
  );
}
