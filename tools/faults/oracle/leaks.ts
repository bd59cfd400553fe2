import { MARK } from '../subscribers/subscriber.ts';

/** A text with a secret or personal data. */
export interface Leak {
  /** Kind of text, such as `log` or `dead letter`. */
  readonly where: string;
  /** The text around it. */
  readonly text: string;
}

const MAX_LEAKS = 20;
const AROUND = 60;

/** Searches all output of the functions and tools for secrets and personal data. */
export class LeakScan {
  readonly leaks: Leak[] = [];
  scanned = 0;

  /**
   * Searches a text for the mark of the campaign, which all secrets and personal values contain, in clear text or base
   * 64.
   */
  look(where: string, text: string): void {
    this.scanned += 1;
    for (const form of FORMS) {
      const at = text.indexOf(form);
      if (at >= 0 && this.leaks.length < MAX_LEAKS) {
        this.leaks.push({ where, text: text.slice(Math.max(0, at - AROUND), at + AROUND) });
      }
    }
  }
}

/** The mark, and its base 64 at each of its three positions in a group. */
const FORMS = [MARK, ...[0, 1, 2].map(base64At)];

function base64At(offset: number): string {
  const encoded = Buffer.from(`${'.'.repeat(offset)}${MARK}`).toString('base64');
  // Keeps only the characters that do not depend on the surrounding text.
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + MARK.length) * 8) / 6));
}
