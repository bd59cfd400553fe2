/** What came of one look at a stage. A finding says what to do about it. */
export type Verdict = { readonly state: 'ok' | 'not applicable'; readonly what: string } | Finding;

export interface Finding {
  readonly state: 'finding';
  readonly what: string;
  readonly fix: string;
}

/** A verdict, and on what. */
export type Check = Verdict & { readonly subject: string };

export const ok = (what: string): Verdict => ({ state: 'ok', what });
export const notApplicable = (what: string): Verdict => ({ state: 'not applicable', what });
export const finding = (what: string, fix: string): Finding => ({ state: 'finding', what, fix });

/** Looks at something. What cannot be looked at is a finding of its own, and no reason not to look at the rest. */
export async function check(subject: string, look: () => Promise<Verdict>): Promise<Check> {
  try {
    return { subject, ...(await look()) };
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error);
    const fix = 'Use an identity that may read it, from a network that reaches it.';
    return { subject, ...finding(`cannot be looked at: ${why}`, fix) };
  }
}
