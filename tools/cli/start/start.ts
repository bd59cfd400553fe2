import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { startInspector } from '../../inspector/inspector.ts';
import { Journal } from '../../inspector/journal.ts';
import { Ledger, type Totals, type WebhookEntry } from '../../local/ledger.ts';
import { type LocalStack, localWorld, startLocalStack } from '../../local/local-stack.ts';
import { publishWhileRunning } from '../../local/publish.ts';
import { synthesize } from '../../local/synthesize.ts';
import { readTemplate } from '../../local/template/read-template.ts';
import type { LocalServer } from '../../track-api/http.ts';
import { fold } from '../base/fold.ts';
import { readAll } from '../base/read-webhooks.ts';
import { type CliContext, EXIT, type ExitCode } from '../base/session.ts';
import { UsageError } from '../base/usage-error.ts';
import { postWebhook, signedHeaders, type WebhookFile } from '../stage/post-webhook.ts';
import { describePerson, describeWebhook, PersonHistory } from './describe.ts';

/** Options of `npm start`. */
export interface StartOptions {
  readonly stage: string;
  readonly template?: string;
  readonly events?: string;
  readonly once?: boolean;
  readonly json?: boolean;
  readonly port?: number;
  readonly inspectorPort?: number;
  /** `true` for the stand-in. */
  readonly relay?: URL | true;
}

type Say = (...lines: string[]) => void;

const DEFAULT_PORT = 3210;
/** 3211 is the port of `npm run track-api`. */
const DEFAULT_INSPECTOR_PORT = 3212;
const SAMPLES = fileURLToPath(new URL('../../local/samples', import.meta.url));
/** Time without progress after which the run stops. Longer than the longest visibility timeout. */
const STALLED_MS = 240_000;
const PROGRESS_MS = 1_000;

/** Runs the local stage until its webhooks are delivered or have failed, and without `--once` until Ctrl-C. */
export async function start(options: StartOptions, context: CliContext, say: Say): Promise<ExitCode> {
  const { interrupted, terminal, localDirectory } = context;
  const config = resolveConfig(await context.loadConfig(), options.stage);
  const webhooks = await readPosts(options.events ?? SAMPLES);
  const [first] = Object.entries(config.connections);
  if (first === undefined) throw new Error('connector.config.ts has no connection to post to');
  const [connectionName, connection] = first;
  const template =
    options.template === undefined
      ? await synthesizeWithProgress(options.stage, context, say)
      : checkTemplate(options.template, options.stage);

  const fileNames = new Map<string, string>();
  const history = new PersonHistory(connection);
  const tell = (entry: WebhookEntry) =>
    say(...describeWebhook(entry, fileNames.get(entry.requestId), history.changesBy(entry.body)));
  let isLive = false;
  const journal = new Journal();
  const ledger = new Ledger((entry) => {
    journal.webhooks.addEntry(entry);
    if (isLive && entry.state.kind !== 'underway') tell(entry);
  });

  const stack = await startLocalStack({
    template,
    config,
    port: options.port ?? (options.once ? 0 : DEFAULT_PORT),
    ...(options.relay === undefined ? {} : { backend: options.relay === true ? 'stand-in' : options.relay }),
    track: { onApplied: (operation, result) => journal.people.addApplied(operation, result) },
    onLine: (line) => ledger.addLine(line),
    onExchange: (exchange) => ledger.addExchange(exchange),
  }).catch(explainPort('--port'));
  const stopped = interruption(interrupted);
  let inspector: LocalServer | undefined;
  try {
    if (!options.once) {
      const port = options.inspectorPort ?? (options.port === 0 ? 0 : DEFAULT_INSPECTOR_PORT);
      const samples = options.events === undefined ? webhooks : [...webhooks, ...(await readPosts(SAMPLES))];
      inspector = await startInspector({ stack, config, journal, samples, port }).catch(
        explainPort('--inspector-port'),
      );
      say(`Watch it in a browser: ${inspector.origin}/`);
    }
    const relay =
      options.relay instanceof URL ? options.relay.href : stack.backend && 'a stand-in for your backend';
    if (relay !== undefined) say(...fold(`Webhooks are relayed to ${relay}. Purchasely gets its answer.`));
    say(...fold(`Not simulated locally: ${stack.template.ignoredTypes.join(', ')}.`));
    stack.eventSource.start();
    if (!options.once) publishWhileRunning(stack, localDirectory);
    const sharedSecret = stack.sharedSecrets[connectionName] ?? '';
    const url = `${stack.url}/webhooks/${connectionName}`;

    say(`Posting ${webhooks.length} webhooks to ${url}`, '');
    for (const { name, body } of webhooks) {
      const response = await postWebhook(url, body, sharedSecret);
      fileNames.set(response.headers.get('apigw-requestid') ?? '', name);
    }
    await Promise.race([settled(ledger, stack, say), stopped]);
    for (const entry of ledger.entries.values()) tell(entry);
    const totals = tellResult(ledger, stack, say);
    if (!options.once) {
      isLive = true;
      say(
        '',
        'Still running. Press Ctrl-C to stop. To post your own webhook:',
        '',
        curlLine(url, sharedSecret),
        '',
      );
      await stopped;
    }
    if (options.json) await terminal.print(JSON.stringify(ledger.totals(stack)));
    return totals.unaccounted === 0 ? EXIT.ok : EXIT.problems;
  } finally {
    await inspector?.close();
    await stack.stop();
  }
}

/**
 * Reads the webhooks of a file or folder. @throws {UsageError} with the name of a file that cannot be read or holds no
 * webhook
 */
async function readPosts(path: string): Promise<WebhookFile[]> {
  const webhooks = await readAll([path], async () => '');
  return webhooks.map(({ name, text }) => ({ name, body: Buffer.from(text) }));
}

/** Returns an error handler. @throws {UsageError} if the port is in use, otherwise the same error */
function explainPort(option: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw error.code === 'EADDRINUSE'
      ? new UsageError(`${option}: that port is in use; choose another`)
      : error;
  };
}

/**
 * Checks the template before anything is started. @throws {UsageError} if it is not a template, or has no such stage
 */
function checkTemplate(path: string, stage: string): string {
  try {
    readTemplate(path, localWorld('http://127.0.0.1', stage), stage);
    return path;
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new UsageError(`--template ${path}: ${why}`, { cause: error });
  }
}

async function synthesizeWithProgress(stage: string, context: CliContext, say: Say): Promise<string> {
  const startedAtMs = Date.now();
  const seconds = () => ((Date.now() - startedAtMs) / 1000).toFixed(1);
  say(`Synthesizing the stage \`${stage}\` and bundling its functions …`);
  const timer = setInterval(() => say(`  … ${seconds()} s`), PROGRESS_MS);
  try {
    const outdir = join(context.localDirectory, 'cdk.out');
    const template = await synthesize(stage, outdir, context.configFile());
    say(`Synthesized in ${seconds()} s.`);
    return template;
  } finally {
    clearInterval(timer);
  }
}

function interruption(interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (interrupted.aborted) resolve();
    else interrupted.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Resolves when every accepted webhook is delivered or has failed, or when there is no more progress. */
async function settled(ledger: Ledger, stack: LocalStack, say: Say): Promise<void> {
  let lastChangeMs = Date.now();
  let lastLook = '';
  while (!ledger.isSettled() || stack.messages('events').length > 0) {
    const look = JSON.stringify([...ledger.entries.values()].map(({ state }) => state));
    if (look !== lastLook) lastChangeMs = Date.now();
    lastLook = look;
    if (Date.now() - lastChangeMs > STALLED_MS) {
      say('No progress for four minutes: stopping.');
      return;
    }
    await wait(50);
  }
}

function tellResult(ledger: Ledger, stack: LocalStack, say: Say): Totals {
  for (const name of stack.workspaceNames) {
    const { people, anonymousEvents } = stack.track.workspace(name).state();
    say('', `At Customer.io, workspace of ${name}:`);
    for (const person of people) say(...describePerson(person));
    for (const [anonymousId, events] of Object.entries(anonymousEvents)) {
      say(`  anonymous ${anonymousId}`, `    events: ${events.map((event) => event.name).join(', ')}`);
    }
  }
  const totals = ledger.totals(stack);
  const { accepted, rejected, delivered, skipped, deadLettered, unaccounted, trackRequests } = totals;
  const { relayed, notRelayed } = totals;
  if (relayed + notRelayed > 0)
    say(
      '',
      ...fold(`Of the relayed webhooks, ${relayed} got 2xx and ${notRelayed} another status or no answer.`),
    );
  const summary =
    `${accepted} accepted, ${rejected} rejected: ${delivered} delivered in ${trackRequests} requests, ` +
    `${skipped} skipped, ${deadLettered} dead-lettered, ${unaccounted} unaccounted.`;
  say('', ...fold(summary));
  return totals;
}

/**
 * Returns a command that posts a believable webhook with a valid signature, which expires only with a replay window.
 */
function curlLine(url: string, sharedSecret: string): string {
  const now = new Date();
  const inAWeek = new Date(now.getTime() + 7 * 86_400_000);
  const body = JSON.stringify({
    api_version: 3,
    event_name: 'TRIAL_STARTED',
    event_id: randomUUID(),
    event_created_at: now.toISOString(),
    event_created_at_ms: now.getTime(),
    environment: 'PRODUCTION',
    user_id: 'you',
    store: 'APPLE_APP_STORE',
    store_country: 'FR',
    purchase_type: 'RENEWING_SUBSCRIPTION',
    product: 'CINEMA_PLUS',
    plan: 'CINEMA_PLUS_MONTHLY',
    subscription_status: 'AUTO_RENEWING',
    offer_type: 'FREE_TRIAL',
    effective_next_renewal_at: inAWeek.toISOString(),
  });
  const headers = Object.entries(signedHeaders(Buffer.from(body), sharedSecret, now.getTime()))
    .map(([name, value]) => `-H '${name}: ${value}'`)
    .join(' ');
  return `curl -i ${url} ${headers} --data-raw '${body}'`;
}
