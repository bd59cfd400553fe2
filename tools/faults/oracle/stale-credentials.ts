import { describeDuration } from '../../../shared/durations.ts';
import { MINUTE } from '../time.ts';

/** Time after which every environment knows corrected credentials, see docs/architecture.md#secrets. */
const KNOWN_AFTER_MS = 30 * MINUTE;

/** Finds requests refused because of credentials that had been corrected, and could be read, long before. */
export class StaleCredentials {
  /** A case for each refused request. */
  readonly cases: string[] = [];
  readonly #agreedForMs: (connectionOrWorkspace: string) => number;
  #unreadAtMs = Number.NEGATIVE_INFINITY;

  /**
   * @param agreedForMs returns the milliseconds for which both sides have had the same credentials, 0 while they differ
   */
  constructor(agreedForMs: (connectionOrWorkspace: string) => number) {
    this.#agreedForMs = agreedForMs;
  }

  /** Records that a function could not read a secret. */
  secretUnread(): void {
    this.#unreadAtMs = Date.now();
  }

  /** Records that `receive` refused a webhook of a connection, or Customer.io a request to a workspace. */
  refused(connectionOrWorkspace: string): void {
    const knowableForMs = Math.min(this.#agreedForMs(connectionOrWorkspace), Date.now() - this.#unreadAtMs);
    if (knowableForMs <= KNOWN_AFTER_MS) return;
    this.cases.push(
      `${connectionOrWorkspace}: refused ${describeDuration(knowableForMs)} after they were corrected`,
    );
  }
}
