import { describeDuration } from '../../../shared/durations.ts';
import { MINUTE } from '../time.ts';

/** After this time every environment knows credentials that have been corrected: see docs/architecture.md#secrets. */
const KNOWN_AFTER_MS = 30 * MINUTE;

/** Finds requests that were refused for credentials which had been corrected, and could be read, long before. */
export class StaleCredentials {
  /** One for each refused request. */
  readonly cases: string[] = [];
  readonly #agreedForMs: (connectionOrWorkspace: string) => number;
  #unreadAtMs = Number.NEGATIVE_INFINITY;

  /** @param agreedForMs for how long, in milliseconds, both sides have had the same credentials; 0 while they have not */
  constructor(agreedForMs: (connectionOrWorkspace: string) => number) {
    this.#agreedForMs = agreedForMs;
  }

  /** Secrets Manager has just not answered a function, which goes on with what it knows. */
  secretUnread(): void {
    this.#unreadAtMs = Date.now();
  }

  /** `receive` has just refused a webhook of this connection, or Customer.io a request to this workspace. */
  refused(connectionOrWorkspace: string): void {
    const knowableForMs = Math.min(this.#agreedForMs(connectionOrWorkspace), Date.now() - this.#unreadAtMs);
    if (knowableForMs <= KNOWN_AFTER_MS) return;
    this.cases.push(
      `${connectionOrWorkspace}: refused ${describeDuration(knowableForMs)} after they were corrected`,
    );
  }
}
