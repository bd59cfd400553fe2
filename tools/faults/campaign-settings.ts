import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import type { Life } from './lives/life.ts';

export interface CampaignSettings {
  /** Path of the synthesized template, made from this configuration. */
  readonly template: string;
  readonly config: ConnectorConfig;
  readonly lives: readonly Life[];
  readonly seed: number;
  /** How often each kind of fault strikes at most; outages aside. */
  readonly strikes: number;
  /** The part of the occasions on which each kind strikes, 0 to 1. */
  readonly rate: number;
  /**
   * Customer.io ignores the repeat of an event for so many hours: how many is not published.
   * @default for ever
   */
  readonly remembersHours?: number;
  /** The run looks at its queues once in so many minutes of its clock. */
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
