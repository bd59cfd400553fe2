import type { QueuedRow } from '../protocol.ts';
import { tell } from './ask.ts';
import { CountedInQueue } from './counted.tsx';
import { ListView } from './list-view.tsx';
import { Badge, number, Person, Time, Until } from './parts.tsx';
import { hrefOf } from './route.ts';
import { notice, status } from './store.ts';
import { useQueueLook } from './use-detail.ts';
import type { RowParts } from './virtual-list.tsx';
import { WebhookPanel } from './webhook-panel.tsx';

function partsOf({ event, enteredAtMs, state, visibleAtMs, receives, person }: QueuedRow): RowParts {
  const isWaiting = state === 'waiting' && visibleAtMs !== undefined;
  return {
    title: event,
    aside: <Time atMs={enteredAtMs} />,
    words: (
      <Badge tone={state === 'ready' ? 'neutral' : 'waiting'}>
        {state}
        {isWaiting ? (
          <>
            , again <Until atMs={visibleAtMs} />
          </>
        ) : null}
        , received {receives === 1 ? 'once' : `${number(receives)} times`}
      </Badge>
    ),
    who: <Person id={person} />,
  };
}

/** Shows the current content of the events queue. */
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
      partsOf={partsOf}
      empty={
        <>
          Nothing waits here: every webhook has a final result. To see one wait, switch on a{' '}
          <a href={hrefOf('faults')}>fault</a> of Customer.io and <a href={hrefOf('post')}>post one</a>.
        </>
      }
      panel={<WebhookPanel id={id} />}
    />
  );
}

/** The key of the webhook, because a replay changes the message. */
const keyOf = ({ webhookId, messageId }: QueuedRow) => webhookId || messageId;

async function retryNow(): Promise<void> {
  const answer = await tell<{ retried: number }>('/api/queue/retry-now', {});
  notice.value =
    answer.kind === 'ok' ? `Tried again now: ${number(answer.value.retried)}.` : `Not done: ${answer.why}`;
}
