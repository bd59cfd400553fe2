import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import { toLocalStage } from '../cli/stage/local-stage.ts';
import type { WebhookFile } from '../cli/stage/post-webhook.ts';
import type { LocalStack } from '../local/local-stack.ts';
import { endpointsOf } from '../local/publish.ts';
import { type Answer, type LocalServer, sendAnswer, serveUnread } from '../track-api/http.ts';
import { Api } from './api.ts';
import { bundlePage } from './bundle-page.ts';
import { FaultSwitchboard, faultQueuesOf } from './fault-switchboard.ts';
import { Feed } from './feed.ts';
import { refusalOf, SECURITY_HEADERS } from './guard.ts';
import type { Journal } from './journal.ts';

export interface InspectorOptions {
  readonly stack: LocalStack;
  readonly config: ResolvedConfig;
  readonly journal: Journal;
  /** Webhooks that the form offers. */
  readonly samples: readonly WebhookFile[];
  /** 0 means any free port. */
  readonly port: number;
}

/** Interval between messages to a page. */
const TICK_MS = 250;

/** Serves the page of a running stage on the loopback interface. */
export async function startInspector(options: InspectorOptions): Promise<LocalServer> {
  const { stack, config, journal, port } = options;
  const page = await bundlePage();
  const stage = toLocalStage(config, endpointsOf(stack));
  const faults = new FaultSwitchboard(faultQueuesOf(stack));
  const feed = new Feed(journal, ({ request }) => faults.struckBy(request));
  const api = new Api({ ...options, stage, faults });

  async function answer(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const url = new URL(request.url ?? '/', server.origin);
    const file = page.get(url.pathname);
    if (request.method === 'GET' && file !== undefined) {
      return { status: 200, headers: { 'content-type': file.type }, body: file.text };
    }
    return api.answer(`${request.method} ${url.pathname}`, url.searchParams, body);
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    // Checked before the body is read, because any website can make a browser send one.
    const refusal = refusalOf(request, server.port);
    if (refusal !== undefined) return sendAnswer(response, refusal);
    if (request.method === 'GET' && request.url === '/api/stream') return feed.open(response);
    sendAnswer(response, await answer(request, await buffer(request)));
  };
  const server = await serveUnread(handle, port);
  const timer = setInterval(() => {
    journal.deliveries.look(stack.track);
    if (feed.isWatched) feed.send(api.status());
  }, TICK_MS);

  return {
    ...server,
    async close() {
      clearInterval(timer);
      stage.close();
      await server.close();
    },
  };
}
