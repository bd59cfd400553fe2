import { visible } from '../../shared/visible.ts';

/** Markup, and no text of others: what is none of these is escaped on its way into a page. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = string | number | Html | readonly Html[];

/** The piece of a page that is written in code; what is put into it stays text, also within an attribute in quotes. */
export function html(written: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: written }, ...parts.map(toMarkup)));
}

function toMarkup(part: Part): string {
  if (part instanceof Html) return part.markup;
  return typeof part === 'object' ? part.map(toMarkup).join('') : escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
