/** Characters that a terminal acts upon instead of showing them, and those that reverse the order of their neighbours, also on a page. */
const ACTING = /[\p{Control}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * A line in which nothing acts on the terminal or page that shows it, whatever the source of its parts: a webhook can bring
 * escape sequences,
 * line breaks and bidirectional overrides in any text. They are written as JSON would, so a line of JSON still says the same.
 *
 * @see https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
 */
export function visible(line: string): string {
  return line.replace(ACTING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
