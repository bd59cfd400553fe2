import type { DeadLetterRow, QueueLook, Replayed } from '../protocol.ts';
import { tell } from './ask.ts';
import { CountedInQueue } from './counted.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Badge, DateTime, Nothing, number, Panel, Time } from './parts.tsx';
import { hrefOf, select } from './route.ts';
import { eventFilter, notice, personFilter, status } from './store.ts';
import { useDetail } from './use-detail.ts';
import { VirtualList } from './virtual-list.tsx';

const HEADINGS = ['Since', 'Reason', 'Details', 'Event', 'Person'];
const NOTHING: QueueLook<DeadLetterRow> = { matching: 0, rows: [] };

/** What could not be delivered, why, and the way back. */
export function DeadLettersView({ id }: { id: string }) {
  const query = new URLSearchParams({ person: personFilter.value, event: eventFilter.value });
  const look = useDetail<QueueLook<DeadLetterRow>>(`/api/dead-letters?${query}`, status.value);
  const { rows, matching } = look === undefined || look === 'gone' ? NOTHING : look;
  const chosen = rows.find(({ messageId }) => messageId === id);
  return (
    <>
      <FilterBar />
      <div class="split">
        <div class="side">
          <CountedInQueue one="dead letter" many="dead letters" listed={rows.length} matching={matching} />
          <p>
            <button type="button" disabled={rows.length === 0} onClick={() => replay(rows)}>
              {rows.length === 1 ? 'Replay it' : `Replay all ${number(rows.length)} listed`}
            </button>
          </p>
          <VirtualList
            label="Dead letters, the newest first"
            rows={rows}
            keyOf={(row) => row.messageId}
            selected={id}
            onSelect={(key) => select('dead-letters', key)}
            columns="letter-columns"
            headings={HEADINGS}
            empty="No dead letter."
            render={({ enteredAtMs, reason, details, event, person }) => (
              <>
                <Time atMs={enteredAtMs} />
                <Badge tone="bad">{reason}</Badge>
                <span title={details}>{details}</span>
                <span title={event}>{event}</span>
                <span title={person}>{person}</span>
              </>
            )}
          />
        </div>
        {chosen === undefined ? (
          <Panel title="Dead letter">
            <Nothing>
              {id === ''
                ? 'Choose a dead letter to see why it is one, and what to do.'
                : 'It is in the dead-letter queue no more: it was replayed or discarded.'}
            </Nothing>
          </Panel>
        ) : (
          <DeadLetterPanel row={chosen} />
        )}
      </div>
    </>
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
