import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProgramContext } from '../cli/base/session.ts';
import { number } from '../cli/base/words.ts';
import { synthesize } from '../local/synthesize.ts';
import campaignConfig from './campaign.config.ts';
import { runCampaign } from './campaign.ts';
import type { CampaignSettings } from './campaign-settings.ts';
import type { NamedState } from './evidence.ts';
import { generateLives } from './lives/generate-lives.ts';
import { deliverInOrder } from './reference.ts';
import { type Summary, summarize } from './report.ts';
import { judge, type Verdict } from './verdict.ts';

/** What campaigns with the same lives have in common: how they are run, and what should come of them. */
export interface Prepared extends Omit<CampaignSettings, 'onProgress'> {
  /** Of its own, for what is built; whoever has prepared it removes it. */
  readonly directory: string;
  readonly reference: readonly NamedState[];
}

export interface Plan {
  readonly webhooks: number;
  readonly seed: number;
  /** How often each kind of fault strikes at most. */
  readonly strikes: number;
  readonly remembersHours?: number;
}

/** Git-ignored. */
const DIRECTORY = fileURLToPath(new URL('../../.local/faults', import.meta.url));

const CONFIG = new URL('./campaign.config.ts', import.meta.url);
const FROM_MS = Date.parse('2026-03-01T00:00:00Z');
const DAYS = 40;
const DAY_MS = 86_400_000;
const PROGRESS_MS = 1_000;

/** A few webhooks leave most steps empty. */
const stepMinutesFor = (webhooks: number) => (webhooks < 1_000 ? 20 : 10);

/** Often enough that the strikes are spent well before the webhooks are. */
const rateFor = ({ strikes, webhooks }: Plan) => Math.max(0.012, (3 * strikes) / webhooks);

export async function prepare(plan: Plan, { terminal }: ProgramContext): Promise<Prepared> {
  const { webhooks, seed, strikes, remembersHours } = plan;
  terminal.note(`Seed ${seed}. Synthesizing …`);
  mkdirSync(DIRECTORY, { recursive: true });
  const directory = mkdtempSync(join(DIRECTORY, 'run-'));
  const template = await synthesize('local', join(directory, 'cdk.out'), CONFIG);
  const lives = generateLives({ seed, webhooks, fromMs: FROM_MS, days: DAYS });
  const config = campaignConfig;
  terminal.note('Delivering the same lives in order and without faults, to know what should be …');
  const reference = await deliverInOrder({
    template,
    config,
    lives,
    onProgress: (delivered) => terminal.progress(`${number(delivered)} webhooks`),
  });
  const stepMinutes = stepMinutesFor(webhooks);
  const rate = rateFor(plan);
  return { directory, template, config, lives, seed, strikes, rate, stepMinutes, remembersHours, reference };
}

export interface Outcome {
  readonly summary: Summary;
  readonly verdict: Verdict;
}

/** @throws if interrupted */
export async function run(
  { reference, directory: _, ...settings }: Prepared,
  { terminal, interrupted }: ProgramContext,
): Promise<Outcome> {
  terminal.note('Delivering them while faults strike …');
  let toldAtMs = 0;
  const evidence = await runCampaign({
    ...settings,
    interrupted,
    onProgress: ({ waiting, queued, nowMs }) => {
      if (performance.now() - toldAtMs < PROGRESS_MS) return;
      toldAtMs = performance.now();
      const day = Math.floor((nowMs - FROM_MS) / DAY_MS) + 1;
      terminal.progress(`day ${day}: ${number(waiting)} to come, ${number(queued)} in the queue`);
    },
  });
  const verdict = judge(settings.lives, reference, evidence);
  return { summary: summarize(settings.seed, evidence, verdict), verdict };
}
