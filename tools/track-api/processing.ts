import { setTimeout as wait } from 'node:timers/promises';
import type { Operation } from './operation.ts';
import type { TrackApiSettings } from './options.ts';
import type { Workspace } from './workspace.ts';

/** What happens behind the answer: Customer.io says 200 first and applies later, in an order of its own. */
export interface Processing {
  accept(workspace: Workspace, operations: readonly Operation[]): void;
  /** Loses them, as the live service may when there are too many. */
  drop(workspace: Workspace, operations: readonly Operation[]): void;
  /** When everything accepted so far is applied. */
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

  return {
    accept(workspace, operations) {
      const arrivedAtMs = nowMs();
      if (processingDelayMs === 0) return apply(workspace, operations, arrivedAtMs);
      // Unreferenced: what is still due must not keep a stopped process alive.
      const done = wait(processingDelayMs, undefined, { ref: false })
        .then(() => apply(workspace, operations, arrivedAtMs))
        .finally(() => pending.delete(done));
      pending.add(done);
    },
    drop(workspace, operations) {
      for (const operation of operations) {
        const applied = workspace.drop(operation, 'over the request limit');
        onApplied(operation, { workspace: workspace.settings.name, ...applied });
      }
    },
    async settled() {
      await Promise.all(pending);
    },
  };
}
