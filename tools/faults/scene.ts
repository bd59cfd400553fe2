import { resolveConfig } from '../../shared/config/resolve.ts';
import type { RunClock } from '../local/run-clock.ts';
import { maskedSiteId } from '../track-api/credentials.ts';
import type { ReceivedRequest } from '../track-api/received-request.ts';
import { seededRandom, shuffler } from '../track-api/seeded-random.ts';
import { Agenda } from './agenda.ts';
import type { CampaignSettings, Progress } from './campaign-settings.ts';
import { Chances } from './chances.ts';
import { RotatingCredentials } from './credentials.ts';
import { DeadLetterReview } from './dead-letter-review.ts';
import type { Evidence } from './evidence.ts';
import { LeakScan } from './leaks.ts';
import { Observations } from './observations.ts';
import { OnCall } from './on-call.ts';
import { type Period, planAwsOutages, planTrackOutages } from './outages.ts';
import { Purchasely } from './purchasely.ts';
import { startTheatre } from './theatre.ts';
import { addTrackFaults } from './track-faults.ts';
import { Waits } from './waits.ts';

/** The stage, everybody who acts on it, and whoever watches. */
export interface Scene {
  /** Lets everything happen that is due. */
  step(): Promise<void>;
  /** When something is to do next, in milliseconds since the epoch; nothing when all is done. */
  nextDueMs(): number | undefined;
  /** On-call sends all dead letters back. */
  replay(): Promise<void>;
  /** Whether nothing is left in the dead-letter queue but what must end there. */
  isAllDeadLetterPoison(): boolean;
  progress(): Progress;
  evidence(): Evidence;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Batches under way at once. */
const POLLERS = 3;
const REPLAY_EVERY_MS = 36 * HOUR_MS;
/** Credentials that have been right for so long are known to every environment: see docs/architecture.md#secrets. */
const CREDENTIALS_KNOWN_MS = 30 * MINUTE_MS;
/** After its answer, in milliseconds of the machine. */
const PROCESSING_DELAY_MS = 5;
/** More requests than one step makes. */
const REMEMBERED_REQUESTS = 5_000;

const SHUFFLED = 'items applied in another order';
const REPLAYED = 'dead letters replayed, hours or days late';

export async function openScene(
  { template, config: connectorConfig, lives, seed, rate, strikes, remembersHours }: CampaignSettings,
  period: Period,
  clock: RunClock,
): Promise<Scene> {
  const config = resolveConfig(connectorConfig, 'local');
  const webhooks = lives.flatMap((life) => life.webhooks);
  const random = seededRandom(seed);
  const chances = new Chances(random, rate, strikes);
  const agenda = new Agenda();
  const seen = new Observations(webhooks);
  const leaks = new LeakScan();
  const waits = new Waits();
  const refused = new Set<string>();
  const review = new DeadLetterReview(seen, refused, config.delivery.retryForSeconds * 1000);
  const { speed } = clock.reading();

  const shuffle = shuffler(random);
  const stack = await startTheatre({
    template,
    config,
    clock,
    chances,
    isAway: planAwsOutages(chances, period),
    onLine: (line) => {
      leaks.look('log', line);
      seen.logged(line);
      waits.logged(line);
    },
    onQueueing: (requestId) => review.queued(requestId),
    onDisturbed: (receiptHandles) => waits.disturb(receiptHandles),
    track: {
      dedupeWindowMs: (remembersHours ?? Number.POSITIVE_INFINITY) * HOUR_MS,
      processingDelayMs: PROCESSING_DELAY_MS,
      applyOrder: (operations) => {
        if (operations.length > 1) chances.count(SHUFFLED);
        return shuffle(operations);
      },
      rememberRequests: REMEMBERED_REQUESTS,
      onApplied: (operation, result) => seen.applied(operation, result),
    },
  });

  const injected = new WeakSet<ReceivedRequest>();
  const onStruck = (request: ReceivedRequest) => void injected.add(request);
  const { faults } = stack.track;
  planTrackOutages(faults, chances, period, onStruck);
  addTrackFaults({
    faults,
    chances,
    deliver: stack.deliver,
    speed,
    onStruck,
    onRefused: (keys) => {
      for (const key of keys) refused.add(key);
    },
  });

  const credentials = new RotatingCredentials({ stack, config, agenda, chances, random, ...period });
  let staleCredentials = 0;
  let forgeriesAccepted = 0;
  const purchasely = new Purchasely(webhooks, {
    url: stack.url,
    chances,
    random,
    speed,
    sharedSecret: (connection) => credentials.sharedSecret(connection),
    onAccepted: (webhook, requestId) => seen.accepted(webhook, requestId),
    onUnauthorized: ({ connection }) => {
      if (credentials.agreedForMs(connection) > CREDENTIALS_KNOWN_MS) staleCredentials += 1;
    },
    onAnswer: (text) => leaks.look('answer', text),
    onForgeryAccepted: () => {
      forgeriesAccepted += 1;
    },
  });

  const deadLetters = () => stack.messages('dead-letters');
  chances.announce(SHUFFLED);
  chances.announce(REPLAYED);
  const onCall = new OnCall(stack, connectorConfig, (line) => leaks.look('command', line));
  const replay = async () => {
    if (deadLetters().length > 0) chances.count(REPLAYED);
    review.replayed(deadLetters());
    await onCall.replay();
  };
  for (let atMs = period.fromMs; atMs < period.untilMs; atMs += REPLAY_EVERY_MS) agenda.at(atMs, replay);

  let requestsSeen = 0;
  function watchRequests(): void {
    const { requests } = stack.track.traffic();
    const news = requests === requestsSeen ? [] : stack.track.requests.slice(requestsSeen - requests);
    requestsSeen = requests;
    for (const request of news) {
      if (request.status !== 401 || injected.has(request)) continue;
      const { name } = stack.track.workspace(maskedSiteId(request.headers.authorization)).settings;
      const agreedForMs = credentials.agreedForMs(name);
      if (agreedForMs > CREDENTIALS_KNOWN_MS) staleCredentials += 1;
    }
  }

  return {
    async step() {
      await agenda.doDue();
      const poll = () => stack.eventSource.drain();
      await Promise.all([purchasely.sendDue(), ...Array.from({ length: POLLERS }, poll)]);
      await poll();
      await stack.track.settled();
      for (const { attributes } of review.look(deadLetters())) {
        leaks.look('dead letter', JSON.stringify(attributes));
      }
      waits.look(stack.messages('events'));
      watchRequests();
    },
    nextDueMs() {
      const messages = stack.messages('events').map(({ visibleAtMs }) => visibleAtMs ?? Date.now());
      return [...messages, purchasely.nextDueMs(), agenda.nextMs()]
        .filter((atMs) => atMs !== undefined)
        .reduce<number | undefined>((one, other) => Math.min(one ?? other, other), undefined);
    },
    replay,
    isAllDeadLetterPoison: () =>
      deadLetters().every((letter) => seen.of(letter)?.webhook.fate.kind === 'dead-letter'),
    progress: () => ({
      waiting: purchasely.waiting,
      queued: stack.messages('events').length,
      nowMs: Date.now(),
    }),
    evidence: () => ({
      staleCredentials,
      forgeriesAccepted,
      sightings: seen.all(),
      strangers: seen.strangers,
      brokenWaits: waits.broken(),
      unjustifiedDeadLetters: review.unjustified,
      deadLettersByReason: review.byReason,
      deadLettersLeft: deadLetters().map((letter) => ({
        sighting: seen.of(letter),
        reason: letter.attributes['reason'],
      })),
      workspaces: stack.workspaceNames.map((name) => {
        const workspace = stack.track.workspace(name);
        return { name, state: workspace.state(), people: workspace.people() };
      }),
      unsent: purchasely.waiting + purchasely.gaveUp,
      queued: stack.messages('events').length,
      leaks: leaks.leaks,
      textsScanned: leaks.scanned,
      struck: chances.struck(),
      requests: stack.track.traffic(),
      lastedMs: Date.now() - period.fromMs,
    }),
    async close() {
      onCall.leave();
      await stack.stop();
    },
  };
}
