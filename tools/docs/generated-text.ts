/** The text between `<!-- generated: name -->` and the next `<!-- /generated -->`. */
function regionOf(name: string): RegExp {
  return new RegExp(`(<!-- generated: ${name} -->\n)(?:[\\s\\S]*?\n)??(<!-- /generated -->)`);
}

/**
 * A document with its generated texts replaced by these, by name.
 *
 * @throws {Error} if the document has no place for one of them
 */
export function withGenerated(markdown: string, texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts).reduce((document, [name, text]) => {
    const region = regionOf(name);
    if (!region.test(document)) throw new Error(`no place for ${name}: <!-- generated: ${name} -->`);
    // A function, because a text may hold the `$&` that a replacement string gives a meaning.
    return document.replace(region, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`);
  }, markdown);
}
