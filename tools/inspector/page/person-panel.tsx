import type { AttributeDetail, AttributeWrite, PersonDetail, TimelineEvent } from '../protocol.ts';
import { DetailPanel } from './detail-panel.tsx';
import { LifeOf } from './life.tsx';
import { Badge, DateTime, Json, Nothing, number, Time, textOf, Value } from './parts.tsx';
import { hrefOf } from './route.ts';
import { people } from './store.ts';

/** Shows a person at Customer.io, with the history of their attributes. */
export function PersonPanel({ personKey }: { personKey: string }) {
  return (
    <DetailPanel<PersonDetail>
      title="Person"
      path={`/api/person?key=${encodeURIComponent(personKey)}`}
      row={people.value.find(({ key }) => key === personKey)}
      render={(detail) => (
        <>
          <Names detail={detail} />
          <Claimed detail={detail} />
          {detail.life === undefined ? null : (
            <LifeOf personKey={personKey} life={detail.life} attributes={detail.attributes} />
          )}
          <Attributes detail={detail} />
          <Timeline detail={detail} />
        </>
      )}
    />
  );
}

function Names({ detail: { row, anonymousIds } }: { detail: PersonDetail }) {
  const { kind, id, workspace } = row;
  return (
    <>
      <h2>{textOf(id)}</h2>
      <p>
        {kind === 'anonymous_id' ? 'Anonymous' : `Known by ${kind}`}, in the workspace of {workspace}.
        {anonymousIds.length === 0 ? null : ` Was anonymous as ${textOf(anonymousIds.join(', '))}.`}
      </p>
    </>
  );
}

function Claimed({ detail: { row, claimedBy } }: { detail: PersonDetail }) {
  if (row.kind !== 'anonymous_id') return null;
  if (claimedBy === undefined) return <p>No person has this id yet, so there are no attributes.</p>;
  return (
    <p>
      The events are those of <a href={hrefOf('people', claimedBy)}>a known person</a> by now.
    </p>
  );
}

function Attributes({ detail: { row, attributes, isHistoryCut } }: { detail: PersonDetail }) {
  if (row.kind === 'anonymous_id') return null;
  return (
    <>
      <h3>Attributes, and the events that gave them</h3>
      {isHistoryCut ? <p>The oldest writes of this run are no longer kept.</p> : null}
      {attributes.length === 0 ? <Nothing>None.</Nothing> : null}
      <ul class="attributes">
        {attributes.map((attribute) => (
          <Attribute key={attribute.name} attribute={attribute} />
        ))}
      </ul>
    </>
  );
}

function Attribute({ attribute: { name, value, writes } }: { attribute: AttributeDetail }) {
  const holding = writes.find(({ result }) => result === 'holds');
  return (
    <li>
      <details>
        <summary>
          <span class="cells">
            <span>{name}</span>{' '}
            <span>
              <b>
                <Value name={name} value={value} />
              </b>{' '}
              <span class="nothing">{textOf(holding?.event ?? '')}</span>
            </span>
          </span>
        </summary>
        {writes.length === 0 ? <p>How it came to its value is no longer kept.</p> : null}
        <ol class="writes">
          {writes.map((write) => (
            <WriteLine
              name={name}
              key={`${write.arrivedAtMs} ${write.eventAtMs} ${textOf(write.value)}`}
              write={write}
            />
          ))}
        </ol>
      </details>
    </li>
  );
}

const RESULTS: Readonly<Record<AttributeWrite['result'], string>> = {
  holds: 'holds',
  replaced: 'replaced by a newer one',
  lost: 'too late: a newer one was there',
};

function WriteLine({ name, write }: { name: string; write: AttributeWrite }) {
  const { value, eventAtMs, arrivedAtMs, result, event, webhookId } = write;
  return (
    <li>
      <b>
        <Value name={name} value={value} />
      </b>{' '}
      <Badge tone={result === 'holds' ? 'good' : 'neutral'}>{RESULTS[result]}</Badge>
      <br />
      said by{' '}
      {webhookId === undefined ? (
        'a webhook that is no longer kept'
      ) : (
        <a href={hrefOf('webhooks', webhookId)}>{textOf(event)}</a>
      )}{' '}
      of <DateTime atMs={eventAtMs} />, written at <Time atMs={arrivedAtMs} />
    </li>
  );
}

function Timeline({ detail: { timeline, olderEvents } }: { detail: PersonDetail }) {
  return (
    <>
      <h3>Events, the newest first</h3>
      {timeline.length === 0 ? <Nothing>None.</Nothing> : null}
      <ol class="timeline">
        {timeline.map((event, index) => (
          <EventLine key={event.id ?? index} event={event} />
        ))}
      </ol>
      {olderEvents === 0 ? null : <p>{number(olderEvents)} older events are not listed.</p>}
    </>
  );
}

function EventLine({ event: { name, atMs, id, attributes, webhookId } }: { event: TimelineEvent }) {
  return (
    <li>
      <details>
        <summary>
          <DateTime atMs={atMs} /> <b>{textOf(name)}</b>
        </summary>
        <p>
          {id === undefined ? 'Without an id.' : `Id ${id}.`}{' '}
          {webhookId === undefined ? null : <a href={hrefOf('webhooks', webhookId)}>Its webhook</a>}
        </p>
        <Json value={attributes} />
      </details>
    </li>
  );
}
