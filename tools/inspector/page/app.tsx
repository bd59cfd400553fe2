import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Status } from '../protocol.ts';
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
  const { words, Content } = PARTS[view];
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
                  {PARTS[each].words} <Count of={each} />
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Lost />
        <FaultBanner />
        <p class="notice" role="status">
          {notice.value}
        </p>
      </header>
      <main tabIndex={-1} aria-label={words}>
        <Content id={id} />
      </main>
    </>
  );
}

interface ViewParts {
  readonly words: string;
  readonly Content: ComponentType<{ id: string }>;
  readonly count?: (now: Status) => number;
  /** Whether anything there is bad news. */
  readonly alarms?: boolean;
}

const PARTS: Readonly<Record<View, ViewParts>> = {
  webhooks: { words: 'Webhooks', Content: WebhooksView, count: ({ webhooks }) => webhooks },
  queue: { words: 'Queue', Content: QueueView, count: ({ queue }) => queue.waiting + queue.inFlight },
  deliveries: { words: 'Deliveries', Content: DeliveriesView, count: ({ deliveries }) => deliveries },
  people: { words: 'People', Content: PeopleView, count: ({ people }) => people },
  'dead-letters': {
    words: 'Dead letters',
    Content: DeadLettersView,
    count: ({ deadLetters }) => deadLetters,
    alarms: true,
  },
  faults: { words: 'Faults', Content: FaultsView, count: ({ faults }) => faults.length, alarms: true },
  post: { words: 'Post a webhook', Content: PostView },
};

function Count({ of: view }: { of: View }) {
  const { count, alarms } = PARTS[view];
  if (status.value === undefined || count === undefined) return null;
  const counted = count(status.value);
  return <b class={alarms && counted > 0 ? 'alarming' : ''}>{number(counted)}</b>;
}

const CONNECTION_WORDS = { connecting: 'connecting …', live: 'live', lost: 'not connected' };

function Connection() {
  return <p class={`connection ${connection.value}`}>{CONNECTION_WORDS[connection.value]}</p>;
}

function Lost() {
  if (connection.value !== 'lost') return null;
  return (
    <p class="banner bad" role="alert">
      npm start does not answer: what you see is old. Look at its terminal. If it has ended, start it again
      with --inspector-port {location.port}: this page then continues automatically.
    </p>
  );
}
