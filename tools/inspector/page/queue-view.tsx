import type { QueuedRow } from '../protocol.ts';
import { tell } from './ask.ts';
import { CountedInQueue } from './counted.tsx';
import { ListView } from './list-view.tsx';
import { Badge, Clipped, number, Time, Until } from './parts.tsx';
import { notice, status } from './store.ts';
import { useQueueLook } from './use-detail.ts';
import type { Column } from './virtual-list.tsx';
import { WebhookPanel } from './webhook-panel.tsx';

const COLUMNS: readonly Column<QueuedRow>[] = [
  { heading: 'Accepted', width: '5rem', cell: ({ enteredAtMs }) => <Time atMs={enteredAtMs} /> },
  { heading: 'State', width: '11rem', cell: (row) => <State {...row} /> },
  { heading: 'Receives', width: '5rem', cell: ({ receives }) => <span>{receives}</span> },
  { heading: 'Event', width: 'minmax(0, 1.2fr)', cell: ({ event }) => <Clipped text={event} /> },
  { heading: 'Person', width: 'minmax(0, 1fr)', cell: ({ person }) => <Clipped text={person} /> },
];

/** What is in the events queue now. */
export function QueueView({ id }: { id: string }) {
  const { rows, matching } = useQueueLook<QueuedRow>('/api/queue');
  const { waiting, inFlight } = status.value?.queue ?? { waiting: 0, inFlight: 0 };
  return (
    <ListView
      view="queue"
      id={id}
      above={
        <>
          <p>
            {number(waiting)} ready, {number(inFlight)} in flight: being delivered, or hidden until the next
            attempt.{' '}
            <button type="button" onClick={retryNow}>
              Try the waiting ones now
            </button>
          </p>
          <CountedInQueue one="message" many="messages" listed={rows.length} matching={matching} />
        </>
      }
      label="Messages of the events queue, the next first"
      rows={rows}
      keyOf={keyOf}
      columns={COLUMNS}
      empty="Nothing waits here: every webhook has come to its end."
      title="Webhook"
      choose="Choose a message to see what happened to its webhook so far."
      panel={<WebhookPanel id={id} />}
    />
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
