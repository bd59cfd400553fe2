import { createHmac, randomBytes } from 'node:crypto';
import { signedHeaders } from '../../cli/stage/post-webhook.ts';
import type { Chances } from '../injection/chances.ts';
import type { GeneratedWebhook } from '../subscribers/subscriber.ts';
import { HOUR } from '../time.ts';

/**
 * Seconds before each of the 25 retries.
 *
 * @see https://docs.purchasely.com/docs/backend-entitlements
 */
export const RETRY_WAITS_SECONDS = [
  20, 26, 46, 116, 296, 670, 1346, 2456, 4156, 6626, 10_070, 14_716, 20_816, 28_646, 38_506, 50_720, 65_636,
  83_626, 105_086, 130_436, 160_120, 194_606, 234_386, 279_976, 331_916,
];

/** Time that Purchasely waits for an answer. */
const TIMEOUT_MS = 10_000;
/** Maximum number of parallel requests. */
const PARALLEL = 8;
/** Factor for overtaking, which costs no time and is mostly corrected by the next webhook. */
const OFTEN = 5;

/** Not corrected by any later webhook, so it happens to a fixed share of users. */
const BY_LAST = 'webhook overtaken by the last one of its user';
const BY_LAST_PART = 0.5;

const KINDS = [
  'webhook sent again later',
  'webhook sent twice at once',
  'webhook overtaken by later ones',
  'answer to Purchasely lost',
] as const;
const FORGERIES = [
  'webhook without a signature',
  'webhook with a forged signature',
  'webhook changed on the way',
  'webhook with another time than was signed',
  'webhook signed with the secret of another connection',
] as const;

interface PurchaselySettings {
  readonly url: string;
  /** The secret in the console of a connection, which signs the next request. */
  readonly sharedSecret: (connection: string) => string;
  readonly chances: Chances;
  readonly random: () => number;
  /** Milliseconds of the run per millisecond of the machine. */
  readonly speed: number;
  readonly onAccepted: (webhook: GeneratedWebhook, requestId: string) => void;
  /** Called when a genuine webhook was refused because of its signature. */
  readonly onUnauthorized: (webhook: GeneratedWebhook) => void;
  /** Called with the body of each answer. */
  readonly onAnswer: (text: string) => void;
  /** Called when a forged webhook was accepted. */
  readonly onForgeryAccepted: () => void;
}

interface Queued {
  readonly webhook: GeneratedWebhook;
  dueMs: number;
  attempts: number;
}

/**
 * Sends webhooks as Purchasely does: those of one user one after the other, each repeated until the answer is 200.
 * Injects faults between Purchasely and the connector.
 */
export class Purchasely {
  readonly #settings: PurchaselySettings;
  /** A queue for each user, oldest first. */
  readonly #queues: Queued[][];
  readonly #connections: readonly string[];
  /** Webhooks outside the queue of their user: duplicates and overtaken ones. */
  #stray: Queued[] = [];
  gaveUp = 0;

  constructor(webhooks: readonly GeneratedWebhook[], settings: PurchaselySettings) {
    this.#settings = settings;
    const byOwner = Map.groupBy(webhooks, ({ owner }) => owner);
    this.#queues = [...byOwner.values()].map((ofOwner) =>
      ofOwner.map((webhook) => ({ webhook, dueMs: webhook.createdAtMs, attempts: 0 })),
    );
    this.#connections = [...new Set(webhooks.map(({ connection }) => connection))];
    for (const kind of [...KINDS, BY_LAST, ...FORGERIES]) settings.chances.announce(kind);
  }

  /** Number of webhooks that are not acknowledged yet. */
  get waiting(): number {
    return this.#stray.length + this.#queues.reduce((sum, { length }) => sum + length, 0);
  }

  /** Returns the time when the next webhook is due, or undefined if all are acknowledged. */
  nextDueMs(): number | undefined {
    const heads = [...this.#queues.flatMap(([head]) => head ?? []), ...this.#stray];
    return heads.length === 0 ? undefined : Math.min(...heads.map(({ dueMs }) => dueMs));
  }

  /** Sends due webhooks, and those behind them that become due. */
  async sendDue(): Promise<void> {
    const stray = this.#stray.filter(({ dueMs }) => dueMs <= Date.now());
    this.#stray = this.#stray.filter((queued) => !stray.includes(queued));
    const tasks = [
      ...stray.map((queued) => () => this.#sendStray(queued)),
      ...this.#queues.filter(isDue).map((queue) => () => this.#sendQueue(queue)),
    ];
    const next = async (): Promise<void> => {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await task();
    };
    await Promise.all(Array.from({ length: PARALLEL }, next));
  }

  async #sendQueue(queue: Queued[]): Promise<void> {
    for (let [head] = queue; head !== undefined && isDue(queue); [head] = queue) {
      if (this.#letOvertake(head, queue)) {
        queue.shift();
        continue;
      }
      if (!(await this.#send(head))) return;
      queue.shift();
    }
  }

  /** Lets later webhooks of the same user overtake this one. */
  #letOvertake(head: Queued, queue: readonly Queued[]): boolean {
    const { random } = this.#settings;
    const overtaking = queue.find(({ webhook }) => webhook.createdAtMs > head.webhook.createdAtMs);
    if (overtaking === undefined || !this.#isOvertaken(queue)) return false;
    this.#stray.push({ ...head, dueMs: overtaking.dueMs + random() * 6 * HOUR });
    return true;
  }

  #isOvertaken(queue: readonly Queued[]): boolean {
    const { chances } = this.#settings;
    const byLast = queue.length === 2 && chances.drawPart(BY_LAST_PART);
    if (byLast) chances.count(BY_LAST);
    return byLast || chances.draw('webhook overtaken by later ones', OFTEN);
  }

  async #sendStray(queued: Queued): Promise<void> {
    if (!(await this.#send(queued))) this.#stray.push(queued);
  }

  /** @returns whether it needs no further attempt */
  async #send(queued: Queued): Promise<boolean> {
    const { webhook } = queued;
    const { chances, random } = this.#settings;
    await this.#forge(webhook);
    const twin = chances.draw('webhook sent twice at once') ? this.#post(webhook) : undefined;
    const isAcknowledged = await this.#post(webhook);
    // Awaited before the clock jumps.
    await twin;
    if (isAcknowledged && chances.draw('webhook sent again later')) {
      this.#stray.push({ webhook, dueMs: Date.now() + random() * 6 * HOUR, attempts: 0 });
    }
    if (isAcknowledged && !chances.draw('answer to Purchasely lost')) return true;
    const waitSeconds = RETRY_WAITS_SECONDS[queued.attempts];
    if (waitSeconds === undefined) {
      this.gaveUp += 1;
      return true;
    }
    queued.attempts += 1;
    queued.dueMs = Date.now() + waitSeconds * 1000;
    return false;
  }

  async #post(webhook: GeneratedWebhook): Promise<boolean> {
    const { sharedSecret, onAccepted, onUnauthorized } = this.#settings;
    const body = Buffer.from(webhook.body);
    const headers = signedHeaders(body, sharedSecret(webhook.connection), Date.now());
    const answer = await this.#request(webhook.connection, body, headers);
    if (answer?.status === 401) onUnauthorized(webhook);
    if (answer?.status !== 200) return false;
    onAccepted(webhook, answer.headers.get('apigw-requestid') ?? '');
    return true;
  }

  /** Sends the same webhook as an attacker without the secret, with a new event id. */
  async #forge(webhook: GeneratedWebhook): Promise<void> {
    const { chances, sharedSecret, onForgeryAccepted } = this.#settings;
    const kind = chances.drawOne(FORGERIES);
    if (kind === undefined) return;
    const text = webhook.body.replaceAll(webhook.eventId, `forged-${webhook.eventId}`);
    const body = Buffer.from(`${text} `);
    const genuine = signedHeaders(Buffer.from(webhook.body), sharedSecret(webhook.connection), Date.now());
    const [another = ''] = this.#connections.filter((connection) => connection !== webhook.connection);
    const signed = signedHeaders(body, sharedSecret(webhook.connection), Date.now());
    const headers: Record<string, string> = {
      'webhook without a signature': { 'content-type': 'application/json' },
      'webhook with a forged signature': {
        ...genuine,
        'x-purchasely-request-signature': createHmac('sha256', randomBytes(16)).update(body).digest('hex'),
      },
      'webhook changed on the way': genuine,
      'webhook with another time than was signed': {
        ...signed,
        'x-purchasely-timestamp': String(Number(signed['x-purchasely-timestamp']) + 1),
      },
      'webhook signed with the secret of another connection': signedHeaders(
        body,
        sharedSecret(another),
        Date.now(),
      ),
    }[kind];
    const answer = await this.#request(webhook.connection, body, headers);
    if (answer?.status === 200) onForgeryAccepted();
  }

  async #request(connection: string, body: Buffer, headers: Record<string, string>) {
    const { url, speed, onAnswer } = this.#settings;
    try {
      const answer = await fetch(`${url}/webhooks/${connection}`, {
        method: 'POST',
        body,
        headers,
        signal: AbortSignal.timeout(TIMEOUT_MS / speed),
      });
      onAnswer(await answer.text());
      return answer;
    } catch {
      return undefined; // timeout of Purchasely, or a broken connection
    }
  }
}

const isDue = ([head]: readonly Queued[]) => head !== undefined && head.dueMs <= Date.now();
