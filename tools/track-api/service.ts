import type { Operation } from './operation.ts';
import type { TrackApiSettings } from './options.ts';
import type { Workspace } from './workspace.ts';

/** What the answers need of the server. */
export interface Service {
  readonly settings: TrackApiSettings;
  readonly workspaces: readonly Workspace[];
  /** Takes over valid operations: they are applied now or later. */
  accept(workspace: Workspace, operations: readonly Operation[]): void;
}
