/** Messages of the inspector's server to its page. Types only: both sides import it. */

import type { Standing } from '../../shared/purchasely/standing.ts';

/** The state of a webhook. */
export type OutcomeKind = 'underway' | 'retrying' | 'delivered' | 'skipped' | 'dead-lettered' | 'rejected';

/** A row of the list of webhooks. */
export interface WebhookRow {
  /** Counts arrivals from 1. */
  readonly seq: number;
  /** API Gateway's id of the request. */
  readonly id: string;
  readonly atMs: number;
  readonly event: string;
  /** Empty if the webhook names no person. */
  readonly person: string;
  readonly outcome: OutcomeKind;
  /** The outcome in a few words. */
  readonly words: string;
  /** When it is tried again, if it is. Milliseconds since the epoch. */
  readonly againAtMs?: number;
  /** From its arrival until Customer.io had taken it, in milliseconds. Absent while it has not. */
  readonly tookMs?: number;
}

/** A row of the list of requests to Customer.io. */
export interface DeliveryRow {
  /** Counts arrivals from 1. */
  readonly seq: number;
  readonly atMs: number;
  /** Operations it carries. */
  readonly items: number;
  readonly bytes: number;
  /** Of the answer; absent while there is none. */
  readonly status?: number;
  /** The fault that was switched on and struck it. */
  readonly fault?: string;
  readonly people: readonly string[];
  readonly events: readonly string[];
}

export type PersonKind = 'id' | 'email' | 'phone' | 'cio_id' | 'anonymous_id';

/** A row of the list of people: a person named by an operation. */
export interface PersonRow {
  /** Counts people from 1. */
  readonly seq: number;
  readonly key: string;
  readonly workspace: string;
  readonly kind: PersonKind;
  readonly id: string;
  /** Events that Customer.io has stored. */
  readonly events: number;
  readonly lastEvent?: string;
  /** Of the last operation that named the person, milliseconds since the epoch. */
  readonly atMs: number;
}

interface QueueCounts {
  /** For the poller to take them. */
  readonly waiting: number;
  /** Being delivered, or hidden until the next attempt. */
  readonly inFlight: number;
}

/** The stand-in of a fault. */
export type FaultOf = 'Customer.io' | 'the backend';

/** A fault that is switched on. */
export interface ActiveFault {
  readonly id: string;
  readonly of: FaultOf;
  readonly label: string;
  /** The person it is for; absent: everybody. */
  readonly person?: string;
  /** Requests it has struck. */
  readonly struck: number;
}

/** Numbers of the whole run: also of what is no longer kept. */
export interface Status {
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
  readonly webhooks: number;
  readonly deliveries: number;
  readonly people: number;
  readonly queue: QueueCounts;
  readonly deadLetters: number;
  readonly faults: readonly ActiveFault[];
}

/** One message of the stream: the rows that are new or have changed. */
export interface Update {
  /** The page forgets what it knew: this is the beginning. */
  readonly isFirst: boolean;
  readonly webhooks: readonly WebhookRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly people: readonly PersonRow[];
  readonly status: Status;
}

/** Facts that stay the same during the run. */
export interface Setup {
  readonly connections: readonly { readonly name: string; readonly url: string }[];
  readonly samples: readonly { readonly name: string; readonly text: string }[];
  /** Of what there is: the backend may not be one of them. */
  readonly faults: readonly FaultPreset[];
  /** Rows of each list that are kept, the newest. */
  readonly kept: { readonly webhooks: number; readonly deliveries: number; readonly people: number };
}

export interface FaultPreset {
  readonly name: string;
  readonly of: FaultOf;
  readonly label: string;
  /** Its action, and the reaction of the connector. */
  readonly effect: string;
}

export type Tone = 'good' | 'bad' | 'waiting' | 'neutral';

/** Everything about one webhook. */
export interface WebhookDetail {
  readonly row: WebhookRow;
  /** The result, in one or two sentences. */
  readonly headline: string;
  readonly steps: readonly Step[];
  /** Steps that are no longer kept. */
  readonly forgottenSteps: number;
  readonly changes: readonly AttributeChange[];
  /** Requests that carried its operations, the newest first. */
  readonly deliveries: readonly CarriedBy[];
  /** Values that were changed before sending, each in words. */
  readonly adjustments: readonly string[];
  readonly personKey?: string;
  readonly body: string;
  readonly bytes: number;
}

/** One thing that happened to a webhook. */
export interface Step {
  readonly atMs: number;
  readonly title: string;
  readonly text: string;
  readonly tone: Tone;
}

/** Effect of a webhook on an attribute of its person. */
export interface AttributeChange {
  readonly name: string;
  /** Absent: it had none. */
  readonly before?: unknown;
  /** Absent: it is cleared. */
  readonly after?: unknown;
  /** `lost`: a newer write was there already. `outdated`: not sent, a newer event says otherwise. */
  readonly result: 'set' | 'unchanged' | 'cleared' | 'lost' | 'outdated';
}

/** Part of a request: the operations that one webhook has in it. */
export interface CarriedBy {
  readonly delivery: DeliveryRow;
  readonly operations: readonly SentOperation[];
}

export interface SentOperation {
  /** As it was sent. */
  readonly operation: unknown;
  /** Its result, in words. */
  readonly result: string;
  readonly tone: Tone;
  /** The webhook whose event it is, as far as known. */
  readonly webhookId?: string;
}

/** Everything about one request to Customer.io. */
export interface DeliveryDetail {
  readonly row: DeliveryRow;
  readonly method: string;
  readonly path: string;
  readonly operations: readonly SentOperation[];
}

/** Everything about one person. */
export interface PersonDetail {
  readonly row: PersonRow;
  /** Absent if no webhook about them is kept, or they are anonymous. */
  readonly life?: Life | undefined;
  readonly attributes: readonly AttributeDetail[];
  readonly timeline: readonly TimelineEvent[];
  /** Events of the timeline that are not listed. */
  readonly olderEvents: number;
  readonly anonymousIds: readonly string[];
  /** The person who has the events of an anonymous id by now. */
  readonly claimedBy?: string;
  /** Writes before these are no longer kept. */
  readonly isHistoryCut: boolean;
}

/** Purchases of a person by their webhooks, on the axis of the events' times, in milliseconds since the epoch. */
export interface Life {
  readonly fromAtMs: number;
  readonly untilAtMs: number;
  /** In the order in which they began. */
  readonly lifelines: readonly Lifeline[];
  /** The oldest first; at least one. */
  readonly moments: readonly Moment[];
  /** Number of earlier moments that are not shown. */
  readonly olderMoments: number;
}

/** One purchase over time. */
export interface Lifeline {
  readonly key: string;
  readonly name: string;
  readonly kind: 'subscription' | 'one-time purchase';
  readonly phases: readonly Span<Phase>[];
  /** When it was the one that most attributes speak of. */
  readonly main: readonly Span<'main'>[];
}

/** A standing, with the trial apart from the paid period; `owned` and `taken back` are those of one-time purchases. */
export type Phase = Exclude<Standing, 'renewing'> | 'trial' | 'active' | 'unknown' | 'owned' | 'taken back';

export interface Span<What extends string> {
  readonly what: What;
  readonly fromAtMs: number;
  readonly untilAtMs: number;
}

/** When events happened, and how the person looks from then on. */
export interface Moment {
  readonly atMs: number;
  readonly events: readonly {
    readonly name: string;
    readonly webhookId: string;
    /** Keys of the lifelines that it is about; none: of the person. */
    readonly purchases: readonly string[];
  }[];
  /** As they should be at Customer.io, without those that do not apply. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface AttributeDetail {
  readonly name: string;
  /** Absent once cleared. */
  readonly value?: unknown;
  /** The newest first. */
  readonly writes: readonly AttributeWrite[];
}

/** One write of an attribute, and whether it counted. */
export interface AttributeWrite {
  readonly value: unknown;
  /** Since when it is true, as it was written: of two writes the newer one stays. Milliseconds, whole seconds. */
  readonly eventAtMs: number;
  readonly arrivedAtMs: number;
  readonly result: 'holds' | 'replaced' | 'lost';
  readonly event?: string;
  readonly webhookId?: string;
}

export interface TimelineEvent {
  readonly name: string;
  readonly atMs: number;
  readonly id?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly webhookId?: string;
}

/** A message of the events queue or the dead-letter queue. */
export interface QueuedRow {
  readonly messageId: string;
  readonly webhookId: string;
  readonly event: string;
  readonly person: string;
  readonly enteredAtMs: number;
  readonly receives: number;
  readonly state: 'ready' | 'being delivered' | 'waiting' | 'hidden';
  /** When it is visible again, if it is not. */
  readonly visibleAtMs?: number;
}

export interface DeadLetterRow extends QueuedRow {
  readonly reason: string;
  /** The reason in words, and what to do. */
  readonly why: string;
  readonly next: string;
  /** Status, field and cause, as far as known. */
  readonly details: string;
  readonly attempts?: number;
  readonly replays: number;
}

/** A look into a queue: some of the messages that match. */
export interface QueueLook<Row> {
  readonly matching: number;
  readonly rows: readonly Row[];
}

export interface Posted {
  readonly status: number;
  readonly answer: string;
  readonly webhookId: string;
}

export interface Replayed {
  readonly replayed: number;
  /** Wanted, and no longer there. */
  readonly missing: number;
}
