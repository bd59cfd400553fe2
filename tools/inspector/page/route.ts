import { signal } from '@preact/signals';

export const VIEWS = ['webhooks', 'queue', 'deliveries', 'people', 'dead-letters', 'faults', 'post'] as const;
export type View = (typeof VIEWS)[number];

/** The current view, and its chosen entry, if any. */
export interface Route {
  readonly view: View;
  readonly id: string;
}

export const route = signal<Route>(read());

addEventListener('hashchange', () => {
  route.value = read();
});

function read(): Route {
  const [, name = '', id = ''] = location.hash.split('/');
  const view = VIEWS.find((each) => each === name) ?? 'webhooks';
  return { view, id: decoded(id) };
}

/** Decodes an id. A truncated link may end within an escape sequence. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return '';
  }
}

export function hrefOf(view: View, id: string | number = ''): string {
  return id === '' ? `#/${view}` : `#/${view}/${encodeURIComponent(id)}`;
}

/** Shows an entry of a list. Replaces the history entry, so that each arrow key does not add one. */
export function select(view: View, id: string | number): void {
  // The user may have left the view already.
  if (read().view !== view) return;
  history.replaceState(null, '', hrefOf(view, id));
  route.value = read();
}
