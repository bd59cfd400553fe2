import { useMemo } from 'preact/hooks';
import { Counted } from './counted.tsx';
import { filterWebhooks } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { Nothing, Outcome, Panel, Time, Until } from './parts.tsx';
import { select } from './route.ts';
import { eventFilter, outcomeFilter, personFilter, status, webhooks } from './store.ts';
import { VirtualList } from './virtual-list.tsx';
import { WebhookPanel } from './webhook-panel.tsx';

const HEADINGS = ['Time', 'Outcome', 'Event', 'Person', 'Details'];

/** Every webhook as it arrived, and what has become of it. */
export function WebhooksView({ id }: { id: string }) {
  const wanted = { person: personFilter.value, event: eventFilter.value, outcome: outcomeFilter.value };
  const rows = useMemo(
    () => filterWebhooks(webhooks.value, wanted),
    [webhooks.value, wanted.person, wanted.event, wanted.outcome],
  );
  return (
    <>
      <FilterBar outcomes />
      <div class="split">
        <div class="side">
          <Counted
            one="webhook"
            many="webhooks"
            shown={rows.length}
            loaded={webhooks.value.length}
            total={status.value?.webhooks ?? 0}
          />
          <VirtualList
            label="Webhooks, the newest first"
            rows={rows}
            keyOf={(row) => row.id}
            selected={id}
            onSelect={(key) => select('webhooks', key)}
            columns="webhook-columns"
            headings={HEADINGS}
            empty="No webhook here."
            render={({ atMs, outcome, event, person, words, againAtMs }) => (
              <>
                <Time atMs={atMs} />
                <Outcome kind={outcome} />
                <span title={event}>{event}</span>
                <span title={person}>{person}</span>
                <span title={words}>
                  {words}
                  {againAtMs === undefined ? null : (
                    <>
                      , again <Until atMs={againAtMs} />
                    </>
                  )}
                </span>
              </>
            )}
          />
        </div>
        {id === '' ? (
          <Panel title="Webhook">
            <Nothing>Choose a webhook to see what happened to it.</Nothing>
          </Panel>
        ) : (
          <WebhookPanel id={id} />
        )}
      </div>
    </>
  );
}
