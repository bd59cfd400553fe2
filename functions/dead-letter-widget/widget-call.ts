import { type Hold, holding } from '../../shared/dead-letters/hold.ts';
import type { StageQueues } from '../../shared/dead-letters/stage-queues.ts';
import { WIDGET_HIDDEN_SECONDS } from '../../shared/messages/timing.ts';

/** One call of the widget, and what it works with. */
export interface WidgetCall {
  readonly stage: string;
  readonly queues: StageQueues;
  /** The caller, as far as it is known here. */
  readonly who: string;
  /** Keeps a line in the audit log of the stage. @throws if it is not kept */
  readonly keepAudit: (line: string) => Promise<void>;
  /** Time left to the function, milliseconds. */
  readonly remainingMs: () => number;
  /** Called with anything that did not go as it should. */
  readonly onTrouble: (what: string, error?: unknown) => void;
}

/** Does something with dead letters, which are hidden from others as long as that takes. */
export function withHold<Result>(
  { queues, onTrouble }: WidgetCall,
  task: (hold: Hold) => Promise<Result>,
): Promise<Result> {
  return holding(queues, onTrouble, task, WIDGET_HIDDEN_SECONDS);
}
