import { type Contender, type ContenderName, FLOORS } from '../contenders.ts';
import type { Stand } from '../stand.ts';
import { type Duplicate, observeDuplicate } from './duplicate.ts';
import { observeRefusal, type Refusal } from './refusal.ts';
import { inScene, type Scene } from './scene.ts';
import { observeSilence, type Silence } from './silence.ts';
import { observeThrottling, type Throttling } from './throttling.ts';

/** What one contender was seen to do. */
export interface Observed {
  readonly name: ContenderName;
  readonly refusal: Refusal;
  readonly throttling: Throttling;
  /** `undefined` if it was not tried. */
  readonly silence: Silence | undefined;
  readonly duplicate: Duplicate;
}

export interface Faults {
  /** Takes as long as the most patient contender, or Lambda's timeout. */
  readonly withSilence: boolean;
  readonly onProgress: (line: string) => void;
}

/** Lets each contender deliver a batch while Customer.io is not well. Once: what they do is no matter of chance. */
export function observeFaults(stand: Stand, faults: Faults): Promise<Observed[]> {
  faults.onProgress('Customer.io is not well');
  // The floors send what was made beforehand: they have no webhooks, and nothing to do about any.
  const contenders = stand.contenders.filter(({ name }) => !FLOORS.has(name));
  return Promise.all(contenders.map((contender) => observeOne(stand, contender, faults)));
}

async function observeOne(stand: Stand, contender: Contender, { withSilence }: Faults): Promise<Observed> {
  const observe = <Seen>(play: (scene: Scene) => Promise<Seen>) => inScene(stand, contender, play);
  // Beside the others, because it is nothing but waiting.
  const [silence, others] = await Promise.all([
    withSilence ? observe(observeSilence) : undefined,
    (async () => ({
      refusal: await observe(observeRefusal),
      throttling: await observe(observeThrottling),
      duplicate: await observe(observeDuplicate),
    }))(),
  ]);
  return { name: contender.name, silence, ...others };
}
