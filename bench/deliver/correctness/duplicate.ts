import { receivedAgain } from '../sqs-events.ts';
import type { Scene } from './scene.ts';

/** What Customer.io counts for webhooks that were delivered twice, as SQS may do. */
export interface Duplicate {
  /** How often an event was counted, the least and the most. */
  readonly counted: readonly [least: number, most: number];
}

export async function observeDuplicate(scene: Scene): Promise<Duplicate> {
  for (const event of [scene.event, receivedAgain(scene.event)]) {
    const handled = await scene.deliver(event);
    if (handled?.failed.length !== 0) throw new Error('could not deliver to a Customer.io that is well');
  }
  const counted = scene.counted();
  return { counted: [Math.min(...counted), Math.max(...counted)] };
}
