import type { DeadLetterRow, Replayed } from '../protocol.ts';
import { tell } from './ask.ts';
import { CountedInQueue } from './counted.tsx';
import { ListView } from './list-view.tsx';
import { Badge, counted, DateTime, EmptyPanel, number, Panel, Person, Time, textOf } from './parts.tsx';
import { hrefOf } from './route.ts';
import { notice } from './store.ts';
import { useQueueLook } from './use-detail.ts';
import type { RowParts } from './virtual-list.tsx';

function partsOf({ event, enteredAtMs, reason, details, person }: DeadLetterRow): RowParts {
  return {
    title: event,
    aside: <Time atMs={enteredAtMs} />,
    words: <Badge tone="bad">{textOf([reason, details].filter(Boolean).join(': '))}</Badge>,
    who: <Person id={person} />,
  };
}

/** The key of its webhook, so that links work between the two. */
const keyOf = ({ webhookId, messageId }: DeadLetterRow) => webhookId || messageId;

/** Shows dead letters with their reasons, and replays them. */
export function DeadLettersView({ id }: { id: string }) {
  const { rows, matching } = useQueueLook<DeadLetterRow>('/api/dead-letters');
  const chosen = rows.find((row) => keyOf(row) === id);
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
      keyOf={keyOf}
      partsOf={partsOf}
      empty={
        <>
          No dead letter: nothing to do. To see one, switch on the <a href={hrefOf('faults')}>fault</a> “207,
          operations refused” and <a href={hrefOf('post')}>post a webhook</a>.
        </>
      }
      panel={
        chosen === undefined ? (
          <EmptyPanel title="Dead letter">
            It is no longer in the dead-letter queue: it was replayed or discarded.
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
      <h2>{textOf(event)}</h2>
      <p class="headline">
        <Badge tone="bad">{reason}</Badge> {why}
      </p>
      <dl class="facts">
        <dt>Details</dt>
        <dd>{textOf(details || 'none')}</dd>
        <dt>Person</dt>
        <dd>{textOf(person || 'no person')}</dd>
        <dt>Since</dt>
        <dd>
          <DateTime atMs={enteredAtMs} />
          {attempts === undefined ? null : `, after ${counted(attempts, 'attempt')}`}
          {replays === 0 ? null : `, replayed ${replays === 1 ? 'once' : `${number(replays)} times`}`}
        </dd>
        <dt>Next step</dt>
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
