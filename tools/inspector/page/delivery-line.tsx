import type { DeliveryRow, Tone } from '../protocol.ts';
import { Badge, Time } from './parts.tsx';

/** Time after which deliver has ended any request. */
const GIVEN_UP_MS = 30_000;

/** How Customer.io answered a request. */
export function Answer({ status, atMs }: DeliveryRow) {
  if (status === undefined) {
    const isOver = Date.now() - atMs > GIVEN_UP_MS;
    return <Badge tone={isOver ? 'bad' : 'waiting'}>{isOver ? 'no answer' : 'no answer yet'}</Badge>;
  }
  return <Badge tone={toneOf(status)}>{String(status)}</Badge>;
}

function toneOf(status: number): Tone {
  if (status === 200) return 'good';
  return status === 207 ? 'bad' : 'waiting';
}

/** Shows a request in one line. */
export function DeliveryLine({ row }: { row: DeliveryRow }) {
  return (
    <>
      Request {row.seq}, <Time atMs={row.atMs} /> <Answer {...row} />
      {row.fault === undefined ? null : ` by a fault that is switched on: ${row.fault}`}
    </>
  );
}
