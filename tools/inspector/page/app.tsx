import { useEffect } from 'preact/hooks';
import { DeadLettersView } from './dead-letters-view.tsx';
import { DeliveriesView } from './deliveries-view.tsx';
import { FaultBanner, FaultsView } from './faults-view.tsx';
import { number } from './parts.tsx';
import { PeopleView } from './people-view.tsx';
import { PostView } from './post-view.tsx';
import { QueueView } from './queue-view.tsx';
import { hrefOf, route, VIEWS, type View } from './route.ts';
import { connection, notice, status } from './store.ts';
import { WebhooksView } from './webhooks-view.tsx';

export function App() {
  const { view, id } = route.value;
  useEffect(() => {
    notice.value = '';
  }, [view]);
  return (
    <>
      <header>
        <a class="skip" href={hrefOf(view, id)} onClick={() => document.querySelector('main')?.focus()}>
          Skip to the content
        </a>
        <h1>Purchasely → Customer.io</h1>
        <Connection />
        <nav aria-label="Views">
          <ul>
            {VIEWS.map((each) => (
              <li key={each}>
                <a href={hrefOf(each)} aria-current={each === view ? 'page' : undefined}>
                  {WORDS[each]} <Count of={each} />
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <FaultBanner />
        <p class="notice" role="status">
          {notice.value}
        </p>
      </header>
      <main tabIndex={-1} aria-label={WORDS[view]}>
        <Content view={view} id={id} />
      </main>
    </>
  );
}

const WORDS: Readonly<Record<View, string>> = {
  webhooks: 'Webhooks',
  queue: 'Queue',
  deliveries: 'Deliveries',
  people: 'People',
  'dead-letters': 'Dead letters',
  faults: 'Faults',
  post: 'Post a webhook',
};

function Content({ view, id }: { view: View; id: string }) {
  switch (view) {
    case 'webhooks':
      return <WebhooksView id={id} />;
    case 'queue':
      return <QueueView id={id} />;
    case 'deliveries':
      return <DeliveriesView id={id} />;
    case 'people':
      return <PeopleView id={id} />;
    case 'dead-letters':
      return <DeadLettersView id={id} />;
    case 'faults':
      return <FaultsView />;
    case 'post':
      return <PostView />;
  }
}

function Count({ of: view }: { of: View }) {
  const now = status.value;
  if (now === undefined || view === 'post') return null;
  const counts: Readonly<Record<Exclude<View, 'post'>, number>> = {
    webhooks: now.webhooks,
    queue: now.queue.waiting + now.queue.inFlight,
    deliveries: now.deliveries,
    people: now.people,
    'dead-letters': now.deadLetters,
    faults: now.faults.length,
  };
  const isAlarming = (view === 'dead-letters' || view === 'faults') && counts[view] > 0;
  return <b class={isAlarming ? 'alarming' : ''}>{number(counts[view])}</b>;
}

const CONNECTION_WORDS = {
  connecting: 'connecting …',
  live: 'live',
  lost: 'not connected: what you see is old. Is npm start still running?',
};

function Connection() {
  return <p class={`connection ${connection.value}`}>{CONNECTION_WORDS[connection.value]}</p>;
}
