import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import type { Subscriber } from './subscribers/subscriber.ts';

export interface CampaignSettings {
  /** Path of the synthesized template, made from this configuration. */
  readonly template: string;
  readonly config: ConnectorConfig;
  readonly subscribers: readonly Subscriber[];
  readonly seed: number;
  /** How often each kind of fault strikes at most, outages excepted. */
  readonly strikes: number;
  /** The part of the occasions on which each kind strikes, 0 to 1. */
  readonly rate: number;
  /**
   * How long Customer.io ignores the repeat of an event: not published.
   * @default for ever
   */
  readonly remembersHours?: number;
  /** Minutes of the run's clock between two looks at its queues. */
  readonly stepMinutes: number;
  readonly onProgress: (progress: Progress) => void;
  /** Ends the campaign at its next step. */
  readonly interrupted?: AbortSignal;
}

export interface Progress {
  /** Webhooks that Purchasely still has to send. */
  readonly waiting: number;
  /** Messages in the events queue. */
  readonly queued: number;
  /** Milliseconds since the epoch, by the clock of the run. */
  readonly nowMs: number;
}
