import { number } from './parts.tsx';
import { deliveries, people, status, webhooks } from './store.ts';

const LISTS = {
  webhooks: { one: 'webhook', many: 'webhooks', rows: webhooks },
  deliveries: { one: 'request to Customer.io', many: 'requests to Customer.io', rows: deliveries },
  people: { one: 'person', many: 'people', rows: people },
};

/** Shows how many entries match, how many are loaded on this page, and how many there were in the run. */
export function Counted({ of: list, shown }: { of: keyof typeof LISTS; shown: number }) {
  const { one, many, rows } = LISTS[list];
  const loaded = rows.value.length;
  const total = status.value?.[list] ?? 0;
  const matching = shown === loaded ? '' : `${number(shown)} match of `;
  const part = loaded === total ? number(total) : `the newest ${number(loaded)} of ${number(total)}`;
  return (
    <p class="counted">
      {matching}
      {part} {total === 1 ? one : many}
    </p>
  );
}

interface CountedInQueueProps {
  readonly one: string;
  readonly many: string;
  readonly listed: number;
  readonly matching: number;
}

/** Shows how many messages of a queue are listed. */
export function CountedInQueue({ one, many, listed, matching }: CountedInQueueProps) {
  return (
    <p class="counted">
      {number(matching)} {matching === 1 ? one : many}
      {listed === matching ? '' : `, of which ${number(listed)} are listed`}
    </p>
  );
}
