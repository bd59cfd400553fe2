import { type Hold, holding } from '../../shared/dead-letters/hold.ts';
import type { StageQueues } from '../../shared/dead-letters/stage-queues.ts';
import { WIDGET_HIDDEN_SECONDS } from '../../shared/messages/timing.ts';

/** Context of a call of the widget. */
export interface WidgetCall {
  readonly stage: string;
  readonly queues: StageQueues;
  /** The caller, as far as known. */
  readonly who: string;
  /** Writes a line to the audit log of the stage. @throws if it cannot be written */
  readonly keepAudit: (line: string) => Promise<void>;
  /** Remaining time of the function, in milliseconds. */
  readonly remainingMs: () => number;
  /** Called with errors that do not fail the call. */
  readonly onTrouble: (what: string, error?: unknown) => void;
}

/** Performs an action on dead letters, which are hidden from others until it ends. */
export function withHold<Result>(
  { queues, onTrouble }: WidgetCall,
  task: (hold: Hold) => Promise<Result>,
): Promise<Result> {
  return holding(queues, onTrouble, task, WIDGET_HIDDEN_SECONDS);
}
