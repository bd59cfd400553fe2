import { signal } from '@preact/signals';

export const VIEWS = ['webhooks', 'queue', 'deliveries', 'people', 'dead-letters', 'faults', 'post'] as const;
export type View = (typeof VIEWS)[number];

/** Where the reader is: a view, and in it perhaps one entry. */
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

/** A link that was cut short may end amid an escape. */
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

/** Shows an entry of a list; the way back leads past it, or every arrow key would be a step. */
export function select(view: View, id: string | number): void {
  // The reader may have gone elsewhere, and the page has yet to hear of it.
  if (read().view !== view) return;
  history.replaceState(null, '', hrefOf(view, id));
  route.value = read();
}
