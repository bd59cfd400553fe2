import type { FaultQueue } from './faults.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { Traffic } from './traffic.ts';
import type { Workspace } from './workspace.ts';

/** Controls and records of the server, for tests. */
export interface Instruments {
  readonly faults: FaultQueue;
  /** All requests in arrival order, or the newest ones if `rememberRequests` is set. */
  readonly requests: ReceivedRequest[];
  /** @throws {RangeError} if no workspace has this name or Site ID */
  workspace(nameOrSiteId: string): Workspace;
  findWorkspace(nameOrSiteId: string): Workspace | undefined;
  /** Resolves once all accepted operations are applied. With a processing delay or a slow request this takes time. */
  settled(): Promise<void>;
  /** Counts all requests since the start or the last reset, remembered or not. */
  traffic(): Traffic;
  /** Removes faults, requests, traffic and all data of the workspaces, and restores their first keys. */
  reset(): void;
}
