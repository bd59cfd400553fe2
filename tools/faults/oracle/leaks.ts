import { MARK } from '../subscribers/subscriber.ts';

/** A text in which a secret or a personal datum was found. */
export interface Leak {
  /** Such as `log` or `dead letter`. */
  readonly where: string;
  /** The text around it. */
  readonly text: string;
}

const MAX_LEAKS = 20;
const AROUND = 60;

/** Searches everything that leaves the functions and the tools for secrets and personal data. */
export class LeakScan {
  readonly leaks: Leak[] = [];
  scanned = 0;

  /** Secrets and personal values hold the mark of the campaign, in clear text or as Basic authorization would. */
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

/** The mark itself, and its base 64 at each of the three places it can have in a group. */
const FORMS = [MARK, ...[0, 1, 2].map(base64At)];

function base64At(offset: number): string {
  const encoded = Buffer.from(`${'.'.repeat(offset)}${MARK}`).toString('base64');
  // The characters that depend on the mark alone, whatever stands before and behind it.
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + MARK.length) * 8) / 6));
}
