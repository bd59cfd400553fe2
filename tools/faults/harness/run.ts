import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import type { ConnectorConfig } from '../../../shared/config/define-config.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import type { RunClock } from '../../local/run-clock.ts';
import { maskedSiteId } from '../../track-api/credentials.ts';
import type { ReceivedRequest } from '../../track-api/received-request.ts';
import { seededRandom, shuffler } from '../../track-api/seeded-random.ts';
import type { Timestamps } from '../../track-api/store.ts';
import { addBackendFaults } from '../injection/backend-faults.ts';
import { Chances } from '../injection/chances.ts';
import { RotatingCredentials } from '../injection/credentials.ts';
import type { Period } from '../injection/outage.ts';
import { addOvertaking, addTrackFaults } from '../injection/track-faults.ts';
import { DeadLetterReview } from '../oracle/dead-letter-review.ts';
import { Destinations } from '../oracle/destinations.ts';
import { LeakScan } from '../oracle/leaks.ts';
import { type Observations, type ObservedWorkspace, WebhookObserver } from '../oracle/observations.ts';
import { StaleCredentials } from '../oracle/stale-credentials.ts';
import { VisibilityCheck } from '../oracle/visibility-check.ts';
import type { Subscriber } from '../subscribers/subscriber.ts';
import { HOUR } from '../time.ts';
import { startHarness } from './harness.ts';
import { OnCall } from './on-call.ts';
import { Purchasely } from './purchasely.ts';
import { Schedule } from './schedule.ts';

export interface RunSettings {
  /** Path of the synthesized template, made from this configuration. */
  readonly template: string;
  readonly config: ConnectorConfig;
  readonly subscribers: readonly Subscriber[];
  readonly seed: number;
  /** Maximum strikes of each kind of fault, except outages. */
  readonly strikes: number;
  /** Share of the occasions on which each kind strikes, 0 to 1. */
  readonly rate: number;
  /**
   * Hours for which Customer.io ignores the repeat of an event, which are not published.
   * @default for ever
   */
  readonly remembersHours?: number;
  /** Rule for two writes of an attribute at Customer.io. */
  readonly timestamps: Timestamps;
}

export interface Progress {
  /** Webhooks that Purchasely still has to send. */
  readonly waiting: number;
  /** Messages in the events queue. */
  readonly queued: number;
  /** Milliseconds since the epoch, by the clock of the run. */
  readonly nowMs: number;
}

/** Number of parallel batches. */
const POLLERS = 3;
const REPLAY_EVERY_MS = 36 * HOUR;
/** Delay of Customer.io between answer and effect, in milliseconds of the machine. */
const PROCESSING_DELAY_MS = 5;
/** More than the requests of one step. */
const REMEMBERED_REQUESTS = 5_000;

/** The queue of campaign.config.ts that gets copies. */
const COPIES = 'copies';

/** Pollers rest for the first two of every six hours, so that the batch that follows is about several people. */
const PAUSE = { everyMs: 6 * HOUR, forMs: 2 * HOUR };

const GATHERED = 'messages gathered into one batch';
const SHUFFLED = 'items applied in another order';
const REPLAYED = 'dead letters replayed, hours or days late';

/** The stage, its actors and its observers. */
export type Run = Awaited<ReturnType<typeof startRun>>;

export async function startRun(
  { config: connectorConfig, subscribers, seed, rate, strikes, ...settings }: RunSettings,
  period: Period,
  clock: RunClock,
) {
  const config = resolveConfig(connectorConfig, 'local');
  const webhooks = subscribers.flatMap((subscriber) => subscriber.webhooks);
  const random = seededRandom(seed);
  const chances = new Chances(random, rate, strikes);
  const schedule = new Schedule();
  const observer = new WebhookObserver(webhooks);
  const destinations = new Destinations(config);
  const leaks = new LeakScan();
  const visibility = new VisibilityCheck();
  const refused = new Set<string>();
  const review = new DeadLetterReview(observer, refused, config.delivery.retryForSeconds * 1000);
  const { speed } = clock.reading();

  const stale = new StaleCredentials((name) => credentials.agreedForMs(name));
  const shuffle = shuffler(random);
  const stack = await startHarness({
    template: settings.template,
    config,
    clock,
    awsFaults: {
      chances,
      period,
      onConflict: () => addOvertaking(stack.track.faults, chances, speed),
      onQueueing: (requestId) => review.queued(requestId),
      onDisturbed: (receiptHandles) => visibility.disturb(receiptHandles),
      onSecretUnread: () => stale.secretUnread(),
    },
    onDelivery: (delivery) => destinations.delivered(delivery),
    onLine: (line) => {
      leaks.look('log', line);
      observer.logged(line);
      visibility.logged(line);
    },
    track: {
      dedupeWindowMs: (settings.remembersHours ?? Number.POSITIVE_INFINITY) * HOUR,
      timestamps: settings.timestamps,
      processingDelayMs: PROCESSING_DELAY_MS,
      applyOrder: (operations) => {
        if (operations.length > 1) chances.count(SHUFFLED);
        return shuffle(operations);
      },
      rememberRequests: REMEMBERED_REQUESTS,
      onApplied: (operation, result) => observer.applied(operation, result),
    },
  });

  const injected = new WeakSet<ReceivedRequest>();
  const onStruck = (request: ReceivedRequest) => void injected.add(request);
  addTrackFaults({
    faults: stack.track.faults,
    chances,
    deliver: stack.deliver,
    period,
    speed,
    onStruck,
    onRefused: (keys) => {
      for (const key of keys) refused.add(key);
    },
  });

  const { backend } = stack;
  if (backend !== undefined) {
    addBackendFaults({ faults: backend.faults, chances, receive: stack.receive, period, speed });
  }

  const credentials = new RotatingCredentials({ stack, config, schedule, chances, random, ...period });
  let forgeriesAccepted = 0;
  const purchasely = new Purchasely(webhooks, {
    url: stack.url,
    chances,
    random,
    speed,
    sharedSecret: (connection) => credentials.sharedSecret(connection),
    onAccepted: (webhook, requestId) => observer.accepted(webhook, requestId),
    onUnauthorized: ({ connection }) => stale.refused(connection),
    onAnswer: (text) => leaks.look('answer', text),
    onForgeryAccepted: () => {
      forgeriesAccepted += 1;
    },
  });

  const deadLetters = () => stack.messages('dead-letters');
  chances.announce(GATHERED);
  chances.announce(SHUFFLED);
  chances.announce(REPLAYED);
  const onCall = new OnCall(stack, connectorConfig, (line) => leaks.look('command', line));
  const replay = async () => {
    if (deadLetters().length > 0) chances.count(REPLAYED);
    review.replayed(deadLetters());
    await onCall.replay();
  };
  for (let atMs = period.fromMs; atMs < period.untilMs; atMs += REPLAY_EVERY_MS) schedule.at(atMs, replay);

  /** Records and deletes copies at once, because SQS does not keep messages until the end of the campaign. */
  async function takeCopies(): Promise<void> {
    const copies = stack.messages(COPIES);
    destinations.copied(copies);
    if (copies.length > 0) await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: stack.queueUrl(COPIES) }));
  }

  const isPaused = () => chances.times > 0 && (Date.now() - period.fromMs) % PAUSE.everyMs < PAUSE.forMs;

  let requestsSeen = 0;
  function watchRequests(): void {
    const { requests } = stack.track.traffic();
    const news = requests === requestsSeen ? [] : stack.track.requests.slice(requestsSeen - requests);
    requestsSeen = requests;
    for (const request of news) {
      if (request.status !== 401 || injected.has(request)) continue;
      stale.refused(stack.track.workspace(maskedSiteId(request.headers.authorization)).settings.name);
    }
  }

  return {
    /** Performs all due actions. */
    async step(): Promise<void> {
      await schedule.doDue();
      if (isPaused()) return purchasely.sendDue();
      // One poller takes what has gathered.
      if ((await stack.eventSource.drain()) > 1) chances.count(GATHERED);
      const poll = () => Array.from({ length: POLLERS }, () => stack.eventSource.drain());
      await Promise.all([purchasely.sendDue(), ...poll()]);
      // Again, because most webhooks have arrived only now.
      await Promise.all(poll());
      await stack.track.settled();
      await takeCopies();
      for (const { attributes } of review.look(deadLetters())) {
        leaks.look('dead letter', JSON.stringify(attributes));
      }
      visibility.look(stack.messages('events'));
      watchRequests();
    },
    /** Returns the time of the next action in milliseconds since the epoch, or undefined if none is left. */
    nextDueMs(): number | undefined {
      const messages = stack.messages('events').map(({ visibleAtMs }) => visibleAtMs ?? Date.now());
      return [...messages, purchasely.nextDueMs(), schedule.nextMs()]
        .filter((atMs) => atMs !== undefined)
        .reduce<number | undefined>((one, other) => Math.min(one ?? other, other), undefined);
    },
    /** Replays all dead letters. */
    replay,
    /** Ends the faults and sends the attributes of all people again. */
    async resync(): Promise<void> {
      chances.end();
      stack.track.faults.clear();
      backend?.faults.clear();
      await onCall.resync();
    },
    workspaces: (): ObservedWorkspace[] =>
      stack.workspaceNames.map((name) => {
        const workspace = stack.track.workspace(name);
        return { name, state: workspace.state(), people: workspace.people() };
      }),
    /** Returns true if only poison is left in the dead-letter queue. */
    isAllDeadLetterPoison: (): boolean =>
      deadLetters().every((letter) => observer.of(letter)?.webhook.expected.kind === 'dead-letter'),
    progress: (): Progress => ({
      waiting: purchasely.waiting,
      queued: stack.messages('events').length,
      nowMs: Date.now(),
    }),
    observations: (): Omit<Observations, 'workspaces' | 'resynced'> => ({
      staleCredentials: stale.cases,
      forgeriesAccepted,
      lostElsewhere: destinations.lost(observer.all()),
      forgedElsewhere: destinations.forged,
      webhooks: observer.all(),
      unknownEvents: observer.unknownEvents,
      wrongVisibility: visibility.wrong(),
      unjustifiedDeadLetters: review.unjustified,
      deadLettersByReason: review.byReason,
      deadLettersLeft: deadLetters().map((letter) => ({
        observation: observer.of(letter),
        reason: letter.attributes['reason'],
      })),
      unsent: purchasely.waiting + purchasely.gaveUp,
      queued: stack.messages('events').length,
      leaks: leaks.leaks,
      textsScanned: leaks.scanned,
      struck: chances.struck(),
      trackRequests: stack.track.traffic().requests,
      lastedMs: Date.now() - period.fromMs,
    }),
    async close(): Promise<void> {
      onCall.close();
      await stack.stop();
    },
  };
}
