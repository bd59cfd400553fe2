import type { Scene } from './scene.ts';

/** What a worker does with a batch when Customer.io takes requests and never answers. */
export interface Silence {
  /** When it gave up; `undefined`: it was still at work when Lambda ended it. */
  readonly seconds: number | undefined;
  readonly requests: number;
  /** Webhooks that come back with the queue. */
  readonly back: number;
}

export async function observeSilence({ track, event, deliver }: Scene): Promise<Silence> {
  track.faults.add({ kind: 'silence' });
  const handled = await deliver(event);
  return {
    seconds: handled && handled.wallMs / 1000,
    requests: track.traffic().requests,
    // What Lambda has ended comes back whole.
    back: handled?.failed.length ?? event.Records.length,
  };
}
