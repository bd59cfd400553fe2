import { computed } from '@preact/signals';
import type { WebhookRow } from '../protocol.ts';
import { Counted } from './counted.tsx';
import { filterWebhooks } from './filter.ts';
import { ListView } from './list-view.tsx';
import { Overview } from './overview.tsx';
import { Badge, Person, Time, TONES, textOf, Until } from './parts.tsx';
import { hrefOf } from './route.ts';
import { wanted, webhooks } from './store.ts';
import type { RowParts } from './virtual-list.tsx';
import { WebhookPanel } from './webhook-panel.tsx';

function partsOf({ event, atMs, outcome, words, againAtMs, person }: WebhookRow): RowParts {
  return {
    title: event,
    aside: <Time atMs={atMs} />,
    words: (
      <Badge tone={TONES[outcome]}>
        {textOf(words)}
        {againAtMs === undefined ? null : (
          <>
            , again <Until atMs={againAtMs} />
          </>
        )}
      </Badge>
    ),
    who: <Person id={person} />,
  };
}

const rows = computed(() => filterWebhooks(webhooks.value, wanted.value));

/** Shows all webhooks with their results. */
export function WebhooksView({ id }: { id: string }) {
  return (
    <>
      <Overview />
      <ListView
        view="webhooks"
        id={id}
        above={<Counted of="webhooks" shown={rows.value.length} />}
        label="Webhooks, the newest first"
        rows={rows.value}
        keyOf={(row) => row.id}
        partsOf={partsOf}
        empty={
          <>
            No webhook has come yet. <a href={hrefOf('post')}>Post one</a>, or use the <code>curl</code> line
            that <code>npm start</code> prints.
          </>
        }
        panel={<WebhookPanel id={id} />}
      />
    </>
  );
}
