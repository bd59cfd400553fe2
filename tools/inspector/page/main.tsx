import { render } from 'preact';
import type { Setup, Update } from '../protocol.ts';
import { App } from './app.tsx';
import { ask } from './ask.ts';
import { apply, connection, setup } from './store.ts';

let source: EventSource | undefined;

/** Listens to the server while the page is visible, because a browser has few connections per server. */
function watchStream(): void {
  open();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) close();
    else if (source === undefined) open();
  });
}

function open(): void {
  source = new EventSource('/api/stream');
  source.onopen = async () => {
    const answer = await ask<Setup>('/api/setup');
    if (answer.kind === 'ok') setup.value = answer.value;
  };
  source.onmessage = ({ data }) => apply(JSON.parse(data) as Update);
  // The browser reconnects automatically.
  source.onerror = () => {
    connection.value = 'lost';
  };
}

function close(): void {
  source?.close();
  source = undefined;
  connection.value = 'connecting';
}

watchStream();
render(<App />, document.body);
