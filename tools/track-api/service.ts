import type { Operation } from './operation.ts';
import type { TrackApiSettings } from './options.ts';
import type { Workspace } from './workspace.ts';

/** The parts of the server that answers need. */
export interface Service {
  readonly settings: TrackApiSettings;
  readonly workspaces: readonly Workspace[];
  /** Accepts valid operations, to be applied now or later. */
  accept(workspace: Workspace, operations: readonly Operation[]): void;
}
