import { isObject } from '../../../shared/is-object.ts';
import type { LambdaFunction } from '../../local/lambda/lambda-function.ts';
import { throttled } from '../../track-api/answers.ts';
import type { Fault, FaultQueue } from '../../track-api/faults.ts';
import type { ReceivedRequest } from '../../track-api/received-request.ts';
import type { GeneratedWebhook } from '../subscribers/subscriber.ts';
import type { Chances } from './chances.ts';
import { type Outage, outagePeriod, type Period } from './outage.ts';

interface TrackFaultsSettings {
  readonly faults: FaultQueue;
  readonly chances: Chances;
  readonly deliver: LambdaFunction;
  /** Of the campaign. */
  readonly period: Period;
  /** Milliseconds of the run per millisecond of the stand-in. */
  readonly speed: number;
  /** Called when a fault answers a request. */
  readonly onStruck: (request: ReceivedRequest) => void;
  /** Called with permanently refused items, named by `refusalKeys`. */
  readonly onRefused: (keys: readonly string[]) => void;
}

interface TrackFault {
  readonly kind: string;
  readonly fault: Fault;
  /** Period in which it strikes each request. Other faults strike at random. */
  readonly outage?: Outage;
  /** Set if it permanently refuses events, which an engineer then has to replay. */
  readonly refuses?: true;
  /**
   * Set if it strikes the first requests about several people, which are few, because the person of the refusal
   * matters.
   */
  readonly ofSeveral?: true;
  /** Effect on the function that sent the request. */
  readonly effect?: (deliver: LambdaFunction) => void;
}

/** `retryForHours` is 24: the first outage is shorter, the second is longer. */
const OUTAGES: readonly TrackFault[] = [
  { kind: 'Customer.io away for a day', fault: { status: 503 }, outage: { at: 0.08, hours: 23 } },
  {
    kind: 'Customer.io away for longer than patience',
    fault: { kind: 'reset' },
    outage: { at: 0.4, hours: 32 },
  },
  { kind: 'Customer.io refuses the key for hours', fault: { status: 401 }, outage: { at: 0.62, hours: 5 } },
  {
    kind: 'Customer.io throttles for hours',
    fault: { status: 429, headers: { 'retry-after': '300' } },
    outage: { at: 0.74, hours: 16 },
  },
];

const HTML = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const unreadable = { status: 207, body: '<html>partly' };
const kill = (deliver: LambdaFunction) => deliver.signalAtWork('SIGKILL');

/** @param speed see `TrackFaultsSettings.speed` */
const faultsAt = (speed: number): readonly TrackFault[] => [
  { kind: '500, JSON', fault: { status: 500, body: { meta: { error: 'injected' } } } },
  { kind: '502, HTML', fault: { status: 502, body: HTML } },
  { kind: '503, no body', fault: { status: 503 } },
  { kind: '504 after it was applied', fault: { kind: 'apply-then-answer', status: 504, body: HTML } },
  { kind: '429, Retry-After in seconds', fault: throttled({ seconds: 600 }) },
  {
    kind: '429, Retry-After as a date',
    fault: { status: 429, headers: { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' } },
  },
  { kind: '429 without Retry-After', fault: throttled() },
  { kind: '401 in mid-stream', fault: { status: 401, body: { meta: { error: 'Unauthorized request' } } } },
  { kind: '403 in mid-stream', fault: { status: 403, body: HTML } },
  {
    kind: 'redirect to the other region',
    fault: { status: 307, headers: { location: 'https://track.customer.io/api/v2/batch' } },
  },
  { kind: 'redirect, relative', fault: { status: 302, headers: { location: '/elsewhere' } } },
  {
    kind: '400 for the whole batch',
    fault: { status: 400, body: { errors: [{ reason: 'invalid' }] } },
    refuses: true,
  },
  { kind: '413 for the whole batch', fault: { status: 413, body: HTML }, refuses: true },
  { kind: '207, one item refused', fault: { kind: 'refuse-items', indices: [1] }, refuses: true },
  {
    kind: '207, one of several people refused',
    fault: { kind: 'refuse-items', indices: [0, 1] },
    refuses: true,
    ofSeveral: true,
  },
  { kind: '207, items named twice', fault: { kind: 'refuse-items', indices: [1, 1, 0, 0] }, refuses: true },
  { kind: '207, an index out of range', fault: { kind: 'refuse-items', indices: [1, 9999] }, refuses: true },
  { kind: '207, unreadable', fault: { kind: 'apply-then-answer', ...unreadable } },
  {
    kind: '200 that carries errors',
    fault: { kind: 'refuse-items', indices: [0, 1], status: 200 },
    refuses: true,
  },
  { kind: '200, unreadable', fault: { kind: 'apply-then-answer', status: 200, body: HTML } },
  { kind: 'slow, but in time', fault: { kind: 'slow', ms: 4_000 / speed } },
  { kind: 'headers too late', fault: { kind: 'slow', ms: 12_000 / speed } },
  { kind: 'body too late', fault: { kind: 'slow', ms: 12_000 / speed, part: 'body' } },
  { kind: 'no answer at all', fault: { kind: 'silence' } },
  { kind: 'connection reset', fault: { kind: 'reset' } },
  { kind: 'connection reset after it was applied', fault: { kind: 'apply-then-reset' } },
  { kind: 'deliver killed before Customer.io applied', fault: { kind: 'reset' }, effect: kill },
  { kind: 'deliver killed after Customer.io applied', fault: { kind: 'apply-then-reset' }, effect: kill },
  {
    kind: 'deliver timed out after Customer.io applied',
    fault: { kind: 'slow', ms: 0 },
    effect: (deliver) => deliver.signalAtWork('SIGSTOP'),
  },
];

const OVERTAKEN = 'applied late, after what another copy had sent';
/** Share of the times when two copies wrote one person. */
const OVERTAKEN_PART = 0.4;

/**
 * Makes the view of the first of two copies of `deliver` arrive after that of the second, sometimes, when both have
 * just written one person.
 */
export function addOvertaking(faults: FaultQueue, chances: Chances, speed: number): void {
  if (!chances.drawPart(OVERTAKEN_PART)) return;
  faults.next(
    { kind: 'slow', ms: 4_000 / speed, part: 'request' },
    { onStruck: () => chances.count(OVERTAKEN) },
  );
}

/**
 * Injects outages and faults of Customer.io, and kills `deliver` around its requests. Each affected request is a
 * strike.
 */
export function addTrackFaults({
  faults,
  chances,
  deliver,
  period,
  speed,
  ...on
}: TrackFaultsSettings): void {
  chances.announce(OVERTAKEN);
  for (const { kind, fault, outage, refuses, ofSeveral, effect } of [...OUTAGES, ...faultsAt(speed)]) {
    chances.announce(kind);
    faults.add(fault, {
      ...(outage === undefined
        ? { times: chances.times, ...(ofSeveral ? { match: isOfSeveral } : { share: chances.share }) }
        : outagePeriod(outage, period)),
      onStruck: (request) => {
        chances.count(kind);
        on.onStruck(request);
        if (refuses) on.onRefused(refusedBy(fault, request));
        effect?.(deliver);
      },
    });
  }
}

const itemsOf = ({ body }: ReceivedRequest): unknown[] =>
  isObject(body) && Array.isArray(body['batch']) ? body['batch'] : [];

function isOfSeveral(request: ReceivedRequest): boolean {
  const people = itemsOf(request).map((item) =>
    JSON.stringify(isObject(item) ? item['identifiers'] : undefined),
  );
  return new Set(people).size > 1;
}

/**
 * Returns the refused items of a request, named by `refusalKeys`. With a single item, a refusal is about it, whether it
 * names the whole request or an unknown index. With more, `deliver` has to find the faulty ones.
 */
function refusedBy(fault: Fault, request: ReceivedRequest): string[] {
  const batch = itemsOf(request);
  if (batch.length === 1) return batch.flatMap(keyOf);
  return fault.kind === 'refuse-items' ? fault.indices.flatMap((index) => keyOf(batch[index])) : [];
}

function keyOf(item: unknown): string[] {
  const { action, identifiers, attributes } = isObject(item) ? item : {};
  if (action === 'event') return isObject(attributes) ? [`event ${attributes['event_id']}`] : [];
  return isObject(identifiers) ? Object.values(identifiers).map((id) => `person ${id}`) : [];
}

/**
 * Returns names of the items of a webhook that can be refused: its event, and its people, whom other webhooks of a
 * batch may share.
 */
export function refusalKeys({ eventId }: GeneratedWebhook, personIds: readonly unknown[]): string[] {
  return [`event ${eventId}`, ...personIds.map((id) => `person ${id}`)];
}
