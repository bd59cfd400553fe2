import { setTimeout as wait } from 'node:timers/promises';
import type { Operation } from './operation.ts';
import type { TrackApiSettings } from './options.ts';
import type { Workspace } from './workspace.ts';

/** Applies operations after the answer: Customer.io answers 200 first and applies later, in any order. */
export interface Processing {
  accept(workspace: Workspace, operations: readonly Operation[]): void;
  /** Drops operations, as the live service may above its limit. */
  drop(workspace: Workspace, operations: readonly Operation[]): void;
  /** Delays a request before it is handled. */
  holdBack(ms: number): Promise<void>;
  /** Resolves when no request is delayed and all accepted operations are applied. */
  settled(): Promise<void>;
}

export function createProcessing(settings: TrackApiSettings): Processing {
  const { processingDelayMs, applyOrder, nowMs, onApplied } = settings;
  const pending = new Set<Promise<void>>();

  const apply = (workspace: Workspace, operations: readonly Operation[], arrivedAtMs: number) => {
    for (const operation of applyOrder(operations)) {
      const applied = workspace.apply(operation, arrivedAtMs, settings);
      onApplied(operation, { workspace: workspace.settings.name, ...applied });
    }
  };

  /** Runs a task later. Unreferenced, so that it does not keep the process alive. */
  const later = (ms: number, task: () => void): Promise<void> => {
    const done = wait(ms, undefined, { ref: false })
      .then(task)
      .finally(() => pending.delete(done));
    pending.add(done);
    return done;
  };

  return {
    accept(workspace, operations) {
      const arrivedAtMs = nowMs();
      if (processingDelayMs === 0) return apply(workspace, operations, arrivedAtMs);
      later(processingDelayMs, () => apply(workspace, operations, arrivedAtMs));
    },
    drop(workspace, operations) {
      for (const operation of operations) {
        const applied = workspace.drop(operation, 'over the request limit');
        onApplied(operation, { workspace: workspace.settings.name, ...applied });
      }
    },
    holdBack: (ms) => later(ms, () => {}),
    async settled() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}
