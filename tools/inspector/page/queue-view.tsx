import type { QueuedRow, QueueLook } from '../protocol.ts';
import { tell } from './ask.ts';
import { CountedInQueue } from './counted.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Badge, Nothing, number, Panel, Time, Until } from './parts.tsx';
import { select } from './route.ts';
import { eventFilter, notice, personFilter, status } from './store.ts';
import { useDetail } from './use-detail.ts';
import { VirtualList } from './virtual-list.tsx';
import { WebhookPanel } from './webhook-panel.tsx';

const HEADINGS = ['Accepted', 'State', 'Receives', 'Event', 'Person'];
const NOTHING: QueueLook<QueuedRow> = { matching: 0, rows: [] };

/** What is in the events queue now. */
export function QueueView({ id }: { id: string }) {
  const query = new URLSearchParams({ person: personFilter.value, event: eventFilter.value });
  const look = useDetail<QueueLook<QueuedRow>>(`/api/queue?${query}`, status.value);
  const { rows, matching } = look === undefined || look === 'gone' ? NOTHING : look;
  const { waiting, inFlight } = status.value?.queue ?? { waiting: 0, inFlight: 0 };
  return (
    <>
      <FilterBar />
      <div class="split">
        <div class="side">
          <p>
            {number(waiting)} ready, {number(inFlight)} in flight: being delivered, or hidden until the next
            attempt.{' '}
            <button type="button" onClick={retryNow}>
              Try the waiting ones now
            </button>
          </p>
          <CountedInQueue one="message" many="messages" listed={rows.length} matching={matching} />
          <VirtualList
            label="Messages of the events queue, the next first"
            rows={rows}
            keyOf={keyOf}
            selected={id}
            onSelect={(key) => select('queue', key)}
            columns="queue-columns"
            headings={HEADINGS}
            empty="Nothing waits here: every webhook has come to its end."
            render={(row) => (
              <>
                <Time atMs={row.enteredAtMs} />
                <State {...row} />
                <span>{row.receives}</span>
                <span title={row.event}>{row.event}</span>
                <span title={row.person}>{row.person}</span>
              </>
            )}
          />
        </div>
        {id === '' ? (
          <Panel title="Webhook">
            <Nothing>Choose a message to see what happened to its webhook so far.</Nothing>
          </Panel>
        ) : (
          <WebhookPanel id={id} />
        )}
      </div>
    </>
  );
}

/** The webhook stays the same when its message is another one after a replay. */
const keyOf = ({ webhookId, messageId }: QueuedRow) => webhookId || messageId;

function State({ state, visibleAtMs }: QueuedRow) {
  return (
    <Badge tone={state === 'ready' ? 'neutral' : 'waiting'}>
      {state}
      {state !== 'waiting' || visibleAtMs === undefined ? null : (
        <>
          , again <Until atMs={visibleAtMs} />
        </>
      )}
    </Badge>
  );
}

async function retryNow(): Promise<void> {
  const answer = await tell<{ retried: number }>('/api/queue/retry-now', {});
  notice.value =
    answer.kind === 'ok' ? `Tried again now: ${number(answer.value.retried)}.` : `Not done: ${answer.why}`;
}
