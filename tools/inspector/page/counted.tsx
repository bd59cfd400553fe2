import { number } from './parts.tsx';

/** What is counted, in words. */
interface Words {
  readonly one: string;
  readonly many: string;
}

export interface CountedProps extends Words {
  readonly shown: number;
  /** On this page. */
  readonly loaded: number;
  /** In the whole run. */
  readonly total: number;
}

/** How much of the truth a list shows. */
export function Counted({ one, many, shown, loaded, total }: CountedProps) {
  const matching = shown === loaded ? '' : `${number(shown)} match of `;
  const part = loaded === total ? number(total) : `the newest ${number(loaded)} of ${number(total)}`;
  return (
    <p class="counted">
      {matching}
      {part} {total === 1 ? one : many}
    </p>
  );
}

export interface CountedInQueueProps extends Words {
  readonly listed: number;
  readonly matching: number;
}

/** How much of a queue is listed. */
export function CountedInQueue({ one, many, listed, matching }: CountedInQueueProps) {
  return (
    <p class="counted">
      {number(matching)} {matching === 1 ? one : many}
      {listed === matching ? '' : `, of which ${number(listed)} are listed`}
    </p>
  );
}
