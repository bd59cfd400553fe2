import { Fragment } from 'preact';
import type { AttributeChange, CarriedBy, WebhookDetail, WebhookRow } from '../protocol.ts';
import { DeliveryLine } from './delivery-line.tsx';
import { DetailPanel } from './detail-panel.tsx';
import { Badge, DateTime, Json, number, Operations, Outcome, Time, textOf, Until, Value } from './parts.tsx';
import { hrefOf } from './route.ts';
import { webhooks } from './store.ts';

/** Shows the details of a webhook. */
export function WebhookPanel({ id }: { id: string }) {
  return (
    <DetailPanel<WebhookDetail>
      title="Webhook"
      path={`/api/webhook?id=${encodeURIComponent(id)}`}
      row={webhooks.value.find((each) => each.id === id)}
      render={(detail) => (
        <>
          <h2>{textOf(detail.row.event)}</h2>
          <p class="headline">
            <Outcome kind={detail.row.outcome} /> {textOf(detail.headline)} <NextAttempt row={detail.row} />
          </p>
          <Facts detail={detail} />
          <Steps detail={detail} />
          <Changes changes={detail.changes} />
          <Deliveries deliveries={detail.deliveries} />
          <details>
            <summary>The webhook, {number(detail.bytes)} bytes</summary>
            <Json value={detail.body} />
          </details>
        </>
      )}
    />
  );
}

function NextAttempt({ row: { againAtMs } }: { row: WebhookRow }) {
  if (againAtMs === undefined) return null;
  return (
    <>
      The next attempt is due <Until atMs={againAtMs} />.
    </>
  );
}

function Facts({ detail: { row, personKey, adjustments } }: { detail: WebhookDetail }) {
  return (
    <dl class="facts">
      <dt>Arrived</dt>
      <dd>
        <DateTime atMs={row.atMs} />
      </dd>
      <dt>Person</dt>
      <dd>
        {textOf(row.person || 'no person')}{' '}
        {personKey === undefined ? null : <a href={hrefOf('people', personKey)}>as Customer.io has them</a>}
      </dd>
      {adjustments.map((adjustment) => (
        <Fragment key={adjustment}>
          <dt>Adjusted</dt>
          <dd>{textOf(adjustment)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Steps({ detail: { steps, forgottenSteps, row } }: { detail: WebhookDetail }) {
  return (
    <>
      <h3>Steps</h3>
      {forgottenSteps === 0 ? null : <p>{number(forgottenSteps)} earlier steps are no longer kept.</p>}
      <ol class="steps">
        {steps.map(({ atMs, title, text, tone }, index) => (
          <li key={index} class={tone}>
            <Time atMs={atMs} /> <b>{textOf(title)}</b> <span>{textOf(text)}</span>
          </li>
        ))}
      </ol>
      {row.outcome === 'dead-lettered' ? (
        <p>
          <a href={hrefOf('dead-letters', row.id)}>Its dead letter</a>, with what to do about it.
        </p>
      ) : null}
    </>
  );
}

/** Changes without effect, with the reason. */
const WITHOUT_EFFECT = {
  unchanged: 'Unchanged',
  lost: 'Not taken, because Customer.io had something newer',
  outdated: 'Not sent, because a newer webhook of the same batch has another value',
} as const;

function Changes({ changes }: { changes: readonly AttributeChange[] }) {
  if (changes.length === 0) return null;
  const effective = changes.filter(({ result }) => result === 'set' || result === 'cleared');
  return (
    <>
      <h3>Attributes of the person</h3>
      {effective.length === 0 ? null : <ChangeList changes={effective} />}
      {Object.entries(WITHOUT_EFFECT).map(([kind, words]) => {
        const names = changes.filter(({ result }) => result === kind).map(({ name }) => name);
        return names.length === 0 ? null : (
          <p key={kind}>
            {words}: {names.join(', ')}.
          </p>
        );
      })}
    </>
  );
}

function ChangeList({ changes }: { changes: readonly AttributeChange[] }) {
  return (
    <dl class="pairs">
      {changes.map(({ name, before, after }) => (
        <div key={name}>
          <dt>{textOf(name)}</dt>
          <dd>
            <Value name={name} value={before} /> <span class="nothing">→</span>{' '}
            <Value name={name} value={after} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Deliveries({ deliveries }: { deliveries: readonly CarriedBy[] }) {
  if (deliveries.length === 0) return null;
  return (
    <>
      <h3>Operations sent to Customer.io</h3>
      {deliveries.map(({ delivery, operations }, index) => (
        <details key={delivery.seq} open={index === 0}>
          <summary>
            <DeliveryLine row={delivery} />
          </summary>
          <p>
            <Badge tone="neutral">{`${operations.length} of ${delivery.items} operations`}</Badge>{' '}
            <a href={hrefOf('deliveries', delivery.seq)}>the whole request</a>
          </p>
          <Operations operations={operations} />
        </details>
      ))}
    </>
  );
}
