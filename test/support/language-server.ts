import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** TypeScript's language server, as an editor runs it. */
export interface LanguageServer {
  /** Has it open a file that an editor would hold in this state. */
  open(uri: string, text: string): void;
  ask<Answer>(method: string, params: object): Promise<Answer>;
  stop(): Promise<void>;
}

/** @param folder whose tsconfig.json counts */
export async function startLanguageServer(folder: string): Promise<LanguageServer> {
  const server = spawn(process.execPath, [TSC, '--lsp', '--stdio'], { cwd: folder });
  const ended = once(server, 'exit');
  const waiting = new Map<number, (answer: never) => void>();
  let lastId = 0;

  const send = (message: object) => {
    const json = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  };
  readMessages(server.stdout, ({ id, method, result }) => {
    if (id === undefined) return;
    // What it asks of the editor is answered with nothing.
    if (method !== undefined) send({ id, result: null });
    else waiting.get(id)?.(result as never);
  });
  const ask = <Answer>(method: string, params?: object) =>
    new Promise<Answer>((resolve) => {
      lastId += 1;
      waiting.set(lastId, resolve);
      send({ id: lastId, method, params });
    });

  const completionItem = { documentationFormat: ['plaintext'] };
  const textDocument = { hover: { contentFormat: ['plaintext'] }, completion: { completionItem } };
  await ask('initialize', { processId: process.pid, rootUri: null, capabilities: { textDocument } });
  send({ method: 'initialized', params: {} });
  return {
    open(uri, text) {
      const document = { uri, languageId: 'typescript', version: 1, text };
      send({ method: 'textDocument/didOpen', params: { textDocument: document } });
    },
    ask,
    async stop() {
      await ask('shutdown');
      send({ method: 'exit' });
      await ended;
    },
  };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
}

/** Cuts what the server writes into its messages, each after a header with its length. */
function readMessages(stream: NodeJS.ReadableStream, onMessage: (message: Message) => void): void {
  let pending = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(pending.subarray(0, end).toString())?.[1]);
      const begin = end + 4;
      if (end === -1 || pending.length < begin + length) return;
      const message = JSON.parse(pending.subarray(begin, begin + length).toString());
      pending = pending.subarray(begin + length);
      onMessage(message);
    }
  });
}
