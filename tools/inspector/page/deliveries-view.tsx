import { computed } from '@preact/signals';
import type { DeliveryDetail, DeliveryRow } from '../protocol.ts';
import { Counted } from './counted.tsx';
import { Answer, DeliveryLine } from './delivery-line.tsx';
import { DetailPanel } from './detail-panel.tsx';
import { filterDeliveries } from './filter.ts';
import { ListView } from './list-view.tsx';
import { counted, number, Operations, Person, Time, textOf } from './parts.tsx';
import { hrefOf } from './route.ts';
import { deliveries, wanted } from './store.ts';
import type { RowParts } from './virtual-list.tsx';

function partsOf(row: DeliveryRow): RowParts {
  const { seq, items, atMs, events, people } = row;
  const [person = ''] = people;
  return {
    title: `Request ${number(seq)}: ${counted(items, 'operation')}`,
    aside: <Time atMs={atMs} />,
    words: (
      <>
        <Answer {...row} /> {textOf(events.join(', ') || 'people updated; no event')}
      </>
    ),
    who:
      people.length === 1 ? (
        <Person id={person} />
      ) : (
        <span>{counted(people.length, 'person', 'people')}</span>
      ),
  };
}

const rows = computed(() => filterDeliveries(deliveries.value, wanted.value));

/** Every request to Customer.io. */
export function DeliveriesView({ id }: { id: string }) {
  return (
    <ListView
      view="deliveries"
      id={id}
      above={<Counted of="deliveries" shown={rows.value.length} />}
      label="Requests to Customer.io, the newest first"
      rows={rows.value}
      keyOf={(row) => String(row.seq)}
      partsOf={partsOf}
      empty={
        <>
          Nothing was sent to Customer.io yet. <a href={hrefOf('post')}>Post a webhook</a>, and it is within
          seconds.
        </>
      }
      panel={<DeliveryPanel id={id} />}
    />
  );
}

function DeliveryPanel({ id }: { id: string }) {
  return (
    <DetailPanel<DeliveryDetail>
      title="Request"
      path={`/api/delivery?seq=${encodeURIComponent(id)}`}
      row={deliveries.value.find(({ seq }) => String(seq) === id)}
      render={({ method, path, row, operations }) => (
        <>
          <h2>
            {method} {path}
          </h2>
          <p>
            <DeliveryLine row={row} />
          </p>
          <p>
            {number(row.bytes)} bytes, {counted(operations.length, 'operation')}, exactly as sent:
          </p>
          <Operations operations={operations} />
        </>
      )}
    />
  );
}
