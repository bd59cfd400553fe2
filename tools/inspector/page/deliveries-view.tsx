import { useMemo } from 'preact/hooks';
import type { DeliveryDetail } from '../protocol.ts';
import { Counted } from './counted.tsx';
import { Answer, DeliveryLine } from './delivery-line.tsx';
import { filterDeliveries } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { Nothing, number, Operations, Panel, Time } from './parts.tsx';
import { select } from './route.ts';
import { deliveries, eventFilter, personFilter, status } from './store.ts';
import { useDetail } from './use-detail.ts';
import { VirtualList } from './virtual-list.tsx';

const HEADINGS = ['Time', 'No.', 'Answer', 'Operations', 'Events', 'People'];

/** Every request to Customer.io. */
export function DeliveriesView({ id }: { id: string }) {
  const wanted = { person: personFilter.value, event: eventFilter.value, outcome: '' } as const;
  const rows = useMemo(
    () => filterDeliveries(deliveries.value, wanted),
    [deliveries.value, wanted.person, wanted.event],
  );
  return (
    <>
      <FilterBar />
      <div class="split">
        <div class="side">
          <Counted
            one="request to Customer.io"
            many="requests to Customer.io"
            shown={rows.length}
            loaded={deliveries.value.length}
            total={status.value?.deliveries ?? 0}
          />
          <VirtualList
            label="Requests to Customer.io, the newest first"
            rows={rows}
            keyOf={(row) => String(row.seq)}
            selected={id}
            onSelect={(key) => select('deliveries', key)}
            columns="delivery-columns"
            headings={HEADINGS}
            empty="No request here."
            render={(row) => (
              <>
                <Time atMs={row.atMs} />
                <span>{row.seq}</span>
                <Answer {...row} />
                <span>{row.items}</span>
                <span title={row.events.join(', ')}>{row.events.join(', ') || 'attributes only'}</span>
                <span title={row.people.join(', ')}>{row.people.join(', ')}</span>
              </>
            )}
          />
        </div>
        {id === '' ? (
          <Panel title="Request">
            <Nothing>Choose a request to see the operations in it.</Nothing>
          </Panel>
        ) : (
          <DeliveryPanel id={id} />
        )}
      </div>
    </>
  );
}

function DeliveryPanel({ id }: { id: string }) {
  const row = deliveries.value.find(({ seq }) => String(seq) === id);
  const detail = useDetail<DeliveryDetail>(
    `/api/delivery?seq=${encodeURIComponent(id)}`,
    JSON.stringify(row),
  );
  if (detail === undefined) return <Panel title="Request">…</Panel>;
  if (detail === 'gone') {
    return (
      <Panel title="Request">
        <Nothing>This request is not known, or no longer kept.</Nothing>
      </Panel>
    );
  }
  return (
    <Panel title="Request">
      <h2>
        {detail.method} {detail.path}
      </h2>
      <p>
        <DeliveryLine row={detail.row} />
      </p>
      <p>
        {number(detail.row.bytes)} bytes, {number(detail.operations.length)} operations, exactly as they were
        sent:
      </p>
      <Operations operations={detail.operations} />
    </Panel>
  );
}
