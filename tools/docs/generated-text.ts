/** Matches the text between `<!-- generated: name -->` and the next `<!-- /generated -->`. */
function regionOf(name: string): RegExp {
  return new RegExp(`(<!-- generated: ${name} -->\n)(?:[\\s\\S]*?\n)??(<!-- /generated -->)`);
}

/**
 * Returns a document with its generated texts replaced by the given ones, by name.
 *
 * @throws {Error} if the document has no place for one of them
 */
export function withGenerated(markdown: string, texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts).reduce((document, [name, text]) => {
    const region = regionOf(name);
    if (!region.test(document)) throw new Error(`no place for ${name}: <!-- generated: ${name} -->`);
    // A function, because `$&` in a text would have a meaning in a replacement string.
    return document.replace(region, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`);
  }, markdown);
}
