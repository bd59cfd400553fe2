import { render } from 'preact';
import { App } from './app.tsx';
import { watchStream } from './stream.ts';

watchStream();
render(<App />, document.body);
