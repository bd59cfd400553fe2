import { computed } from '@preact/signals';
import type { WebhookRow } from '../protocol.ts';
import { Counted } from './counted.tsx';
import { filterWebhooks } from './filter.ts';
import { ListView } from './list-view.tsx';
import { Clipped, Outcome, Time, Until } from './parts.tsx';
import { wanted, webhooks } from './store.ts';
import type { Column } from './virtual-list.tsx';
import { WebhookPanel } from './webhook-panel.tsx';

const COLUMNS: readonly Column<WebhookRow>[] = [
  { heading: 'Time', width: '4.5rem', cell: ({ atMs }) => <Time atMs={atMs} /> },
  { heading: 'Outcome', width: '7rem', cell: ({ outcome }) => <Outcome kind={outcome} /> },
  { heading: 'Event', width: 'minmax(0, 1.2fr)', cell: ({ event }) => <Clipped text={event} /> },
  { heading: 'Person', width: 'minmax(0, 1fr)', cell: ({ person }) => <Clipped text={person} /> },
  { heading: 'Details', width: 'minmax(0, 1.2fr)', cell: (row) => <Details {...row} /> },
];

const rows = computed(() => filterWebhooks(webhooks.value, wanted.value));

/** Every webhook as it arrived, and what has become of it. */
export function WebhooksView({ id }: { id: string }) {
  return (
    <ListView
      view="webhooks"
      id={id}
      outcomes
      above={<Counted of="webhooks" shown={rows.value.length} />}
      label="Webhooks, the newest first"
      rows={rows.value}
      keyOf={(row) => row.id}
      columns={COLUMNS}
      empty="No webhook here."
      title="Webhook"
      choose="Choose a webhook to see what happened to it."
      panel={<WebhookPanel id={id} />}
    />
  );
}

function Details({ words, againAtMs }: WebhookRow) {
  return (
    <span title={words}>
      {words}
      {againAtMs === undefined ? null : (
        <>
          , again <Until atMs={againAtMs} />
        </>
      )}
    </span>
  );
}
