import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { number } from '../../shared/words.ts';
import type { ProgramContext } from '../cli/base/session.ts';
import { synthesize } from '../local/synthesize.ts';
import type { Timestamps } from '../track-api/store.ts';
import campaignConfig from './campaign.config.ts';
import { type CampaignSettings, runCampaign } from './campaign.ts';
import { judge, type Verdict } from './oracle/verdict.ts';
import { type Summary, summarize } from './report.ts';
import { generateSubscribers } from './subscribers/generate-subscribers.ts';
import { DAY } from './time.ts';

/** A prepared campaign, shared by campaigns with the same subscribers. */
export interface PreparedCampaign extends Omit<CampaignSettings, 'onProgress'> {
  /** Temporary folder for builds. The caller of `prepare` removes it. */
  readonly directory: string;
  /** Options of the campaign. */
  readonly options: CampaignOptions;
}

export interface CampaignOptions {
  readonly webhooks: number;
  readonly seed: number;
  /** Maximum strikes of each kind of fault. */
  readonly strikes: number;
  readonly remembersHours?: number;
  readonly timestamps: Timestamps;
}

const DIRECTORY = fileURLToPath(new URL('../../.local/faults', import.meta.url));

const CONFIG = fileURLToPath(new URL('./campaign.config.ts', import.meta.url));
const FROM_MS = Date.parse('2026-03-01T00:00:00Z');
const DAYS = 40;
const PROGRESS_MS = 1_000;

/** Longer steps for few webhooks, because most steps would be empty. */
const stepMinutesFor = (webhooks: number) => (webhooks < 1_000 ? 20 : 10);

/** High enough that all strikes happen well before the last webhook. */
const rateFor = ({ strikes, webhooks }: CampaignOptions) => Math.max(0.012, (3 * strikes) / webhooks);

export async function prepare(
  options: CampaignOptions,
  { terminal }: ProgramContext,
): Promise<PreparedCampaign> {
  terminal.note(`Seed ${options.seed}. Synthesizing …`);
  mkdirSync(DIRECTORY, { recursive: true });
  const directory = mkdtempSync(join(DIRECTORY, 'run-'));
  const template = await synthesize('local', join(directory, 'cdk.out'), CONFIG);
  return { directory, template, options, ...settingsOf(options) };
}

/** Returns a prepared campaign with other options. */
export function changed(prepared: PreparedCampaign, options: Partial<CampaignOptions>): PreparedCampaign {
  const all = { ...prepared.options, ...options };
  return { ...prepared, options: all, ...settingsOf(all) };
}

function settingsOf(options: CampaignOptions) {
  const { webhooks, seed, strikes, remembersHours, timestamps } = options;
  return {
    config: campaignConfig,
    subscribers: generateSubscribers({ seed, webhooks, fromMs: FROM_MS, days: DAYS }),
    seed,
    strikes,
    rate: rateFor(options),
    stepMinutes: stepMinutesFor(webhooks),
    remembersHours,
    timestamps,
  };
}

interface CampaignResult {
  readonly summary: Summary;
  readonly verdict: Verdict;
}

/** @throws if interrupted */
export async function runAndJudge(
  { directory: _directory, options: _options, ...settings }: PreparedCampaign,
  { terminal, interrupted }: ProgramContext,
): Promise<CampaignResult> {
  terminal.note('Delivering the webhooks while faults strike …');
  let reportedAtMs = 0;
  const observations = await runCampaign({
    ...settings,
    interrupted,
    onProgress: ({ waiting, queued, nowMs }) => {
      if (performance.now() - reportedAtMs < PROGRESS_MS) return;
      reportedAtMs = performance.now();
      const day = Math.floor((nowMs - FROM_MS) / DAY) + 1;
      terminal.progress(`day ${day}: ${number(waiting)} to come, ${number(queued)} in the queue`);
    },
  });
  const verdict = judge(settings.subscribers, observations);
  return { summary: summarize(settings.seed, observations, verdict), verdict };
}
