import { computed } from '@preact/signals';
import type { DeliveryDetail, DeliveryRow } from '../protocol.ts';
import { Counted } from './counted.tsx';
import { Answer, DeliveryLine } from './delivery-line.tsx';
import { DetailPanel } from './detail-panel.tsx';
import { filterDeliveries } from './filter.ts';
import { ListView } from './list-view.tsx';
import { Clipped, number, Operations, Time } from './parts.tsx';
import { deliveries, wanted } from './store.ts';
import type { Column } from './virtual-list.tsx';

const COLUMNS: readonly Column<DeliveryRow>[] = [
  { heading: 'Time', width: '4.5rem', cell: ({ atMs }) => <Time atMs={atMs} /> },
  { heading: 'No.', width: '3rem', cell: ({ seq }) => <span>{seq}</span> },
  { heading: 'Answer', width: '7.5rem', cell: (row) => <Answer {...row} /> },
  { heading: 'Operations', width: '5.5rem', cell: ({ items }) => <span>{items}</span> },
  {
    heading: 'Events',
    width: 'minmax(0, 1.2fr)',
    cell: ({ events }) => <Clipped text={events.join(', ')} otherwise="attributes only" />,
  },
  { heading: 'People', width: 'minmax(0, 1fr)', cell: ({ people }) => <Clipped text={people.join(', ')} /> },
];

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
      columns={COLUMNS}
      empty="No request here."
      title="Request"
      choose="Choose a request to see the operations in it."
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
            {number(row.bytes)} bytes, {number(operations.length)} operations, exactly as they were sent:
          </p>
          <Operations operations={operations} />
        </>
      )}
    />
  );
}
