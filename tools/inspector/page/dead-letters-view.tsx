import type { DeadLetterRow, Replayed } from '../protocol.ts';
import { tell } from './ask.ts';
import { CountedInQueue } from './counted.tsx';
import { ListView } from './list-view.tsx';
import { Badge, Clipped, DateTime, EmptyPanel, number, Panel, Time } from './parts.tsx';
import { hrefOf } from './route.ts';
import { notice } from './store.ts';
import { useQueueLook } from './use-detail.ts';
import type { Column } from './virtual-list.tsx';

const COLUMNS: readonly Column<DeadLetterRow>[] = [
  { heading: 'Since', width: '4.5rem', cell: ({ enteredAtMs }) => <Time atMs={enteredAtMs} /> },
  { heading: 'Reason', width: '12rem', cell: ({ reason }) => <Badge tone="bad">{reason}</Badge> },
  { heading: 'Details', width: 'minmax(0, 1fr)', cell: ({ details }) => <Clipped text={details} /> },
  { heading: 'Event', width: 'minmax(0, 1fr)', cell: ({ event }) => <Clipped text={event} /> },
  { heading: 'Person', width: 'minmax(0, 1fr)', cell: ({ person }) => <Clipped text={person} /> },
];

/** What could not be delivered, why, and the way back. */
export function DeadLettersView({ id }: { id: string }) {
  const { rows, matching } = useQueueLook<DeadLetterRow>('/api/dead-letters');
  const chosen = rows.find(({ messageId }) => messageId === id);
  return (
    <ListView
      view="dead-letters"
      id={id}
      above={
        <>
          <CountedInQueue one="dead letter" many="dead letters" listed={rows.length} matching={matching} />
          <p>
            <button type="button" disabled={rows.length === 0} onClick={() => replay(rows)}>
              {rows.length === 1 ? 'Replay it' : `Replay all ${number(rows.length)} listed`}
            </button>
          </p>
        </>
      }
      label="Dead letters, the newest first"
      rows={rows}
      keyOf={(row) => row.messageId}
      columns={COLUMNS}
      empty="No dead letter."
      title="Dead letter"
      choose="Choose a dead letter to see why it is one, and what to do."
      panel={
        chosen === undefined ? (
          <EmptyPanel title="Dead letter">
            It is in the dead-letter queue no more: it was replayed or discarded.
          </EmptyPanel>
        ) : (
          <DeadLetterPanel row={chosen} />
        )
      }
    />
  );
}

function DeadLetterPanel({ row }: { row: DeadLetterRow }) {
  const { event, person, reason, why, next, details, attempts, replays, enteredAtMs, webhookId, state } = row;
  return (
    <Panel title="Dead letter">
      <h2>{event}</h2>
      <p class="headline">
        <Badge tone="bad">{reason}</Badge> {why}
      </p>
      <dl class="facts">
        <dt>Details</dt>
        <dd>{details || 'none'}</dd>
        <dt>Person</dt>
        <dd>{person || 'nobody'}</dd>
        <dt>Since</dt>
        <dd>
          <DateTime atMs={enteredAtMs} />
          {attempts === undefined
            ? null
            : `, after ${attempts === 1 ? 'one attempt' : `${number(attempts)} attempts`}`}
          {replays === 0 ? null : `, replayed ${replays === 1 ? 'once' : `${number(replays)} times`}`}
        </dd>
        <dt>What to do</dt>
        <dd>{next}</dd>
      </dl>
      {state === 'hidden' ? <p>A command looks at it just now, so it is hidden from others.</p> : null}
      <p>
        <button type="button" class="primary" onClick={() => replay([row])}>
          Replay
        </button>{' '}
        {webhookId === '' ? null : (
          <a href={hrefOf('webhooks', webhookId)}>Its webhook, and what happened to it</a>
        )}
      </p>
    </Panel>
  );
}

async function replay(rows: readonly DeadLetterRow[]): Promise<void> {
  notice.value = `Replaying ${number(rows.length)} …`;
  const answer = await tell<Replayed>('/api/dead-letters/replay', {
    messageIds: rows.map(({ messageId }) => messageId),
  });
  notice.value = answer.kind === 'ok' ? describeReplayed(answer.value) : `Not replayed: ${answer.why}`;
}

function describeReplayed({ replayed, missing }: Replayed): string {
  const gone =
    missing === 0 ? '' : ` ${number(missing)} could not be found: gone, or hidden by another command.`;
  return `${number(replayed)} replayed: back in the events queue.${gone}`;
}
