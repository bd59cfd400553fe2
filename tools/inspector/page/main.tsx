import { render } from 'preact';
import type { Setup, Update } from '../protocol.ts';
import { App } from './app.tsx';
import { ask } from './ask.ts';
import { apply, connection, setup } from './store.ts';

let source: EventSource | undefined;

/** Listens to the server as long as the page is looked at: a browser has few connections to give to one server. */
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
  // The browser goes on trying by itself.
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
