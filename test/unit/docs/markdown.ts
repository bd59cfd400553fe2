/** A fenced block: what stands after the fence, and what is in it. */
export interface CodeBlock {
  readonly language: string;
  readonly kind: string;
  readonly code: string;
}

const FENCE = /^ *```(\w*) *(\S*)\n([\s\S]*?)^ *```$/gm;

export function codeBlocksOf(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(FENCE)].map(([, language = '', kind = '', code = '']) => ({
    language,
    kind,
    code,
  }));
}

const withoutCode = (markdown: string) => markdown.replace(FENCE, '');

/** What stands in backquotes outside of the blocks, on one line each. */
export function inlineCodeOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' '));
}

/** Targets of the links and images, those in code left out. */
export function linksOf(markdown: string): string[] {
  const text = withoutCode(markdown).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

/** The anchors GitHub gives to the headings: lower case, hyphens for spaces, no punctuation, numbered if repeated. */
export function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutCode(markdown).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = '']) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
