import type { FaultQueue } from './faults.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { Traffic } from './traffic.ts';
import type { Workspace } from './workspace.ts';

/** Controls and records of the server, for a test. */
export interface Instruments {
  readonly faults: FaultQueue;
  /** Every request so far, in arrival order, or as many of the newest as the server remembers. */
  readonly requests: ReceivedRequest[];
  /** @throws {RangeError} if no workspace has this name or Site ID. */
  workspace(nameOrSiteId: string): Workspace;
  findWorkspace(nameOrSiteId: string): Workspace | undefined;
  /** Resolves once every accepted operation is applied, which takes time with a processing delay or a slow request. */
  settled(): Promise<void>;
  /** Of every request since the start or the last reset, remembered or not. */
  traffic(): Traffic;
  /** Forgets faults, requests, traffic and everything the workspaces hold, and brings their first keys back. */
  reset(): void;
}
