import { resolveConfig } from '../../../shared/config/resolve.ts';
import { postWebhook } from '../../cli/stage/post-webhook.ts';
import { startLocalStack } from '../../local/local-stack.ts';
import { installRunClock } from '../../local/run-clock.ts';
import type { RunSettings } from '../harness/run.ts';
import { byTime } from '../subscribers/subscriber.ts';
import { DAY } from '../time.ts';
import type { NamedState } from './observations.ts';

interface ReferenceSettings extends Pick<RunSettings, 'template' | 'config' | 'subscribers'> {
  readonly onProgress: (delivered: number) => void;
}

/** Webhooks in the queue before they are delivered: one batch. */
const CHUNK = 50;

/** The state of Customer.io after the reference run: each webhook delivered once, in order and without faults. */
export async function deliverInOrder(settings: ReferenceSettings): Promise<NamedState[]> {
  const webhooks = settings.subscribers.flatMap((subscriber) => subscriber.webhooks).toSorted(byTime);
  // No webhook may seem to come from the future.
  const shownMs = (webhooks.at(-1)?.createdAtMs ?? 0) + DAY;
  const clock = installRunClock({ realMs: Date.now(), shownMs, speed: 1 });
  const stack = await startLocalStack({
    template: settings.template,
    config: resolveConfig(settings.config, 'local'),
    clock: () => clock.reading(),
    track: { dedupeWindowMs: Number.POSITIVE_INFINITY, rememberRequests: CHUNK },
  });
  try {
    for (const [index, { connection, body }] of webhooks.entries()) {
      const sharedSecret = stack.sharedSecrets[connection] ?? '';
      const url = `${stack.url}/webhooks/${connection}`;
      const { status } = await postWebhook(url, Buffer.from(body), sharedSecret);
      if (status !== 200) throw new Error(`the reference run got ${status} for a webhook`);
      if (index % CHUNK < CHUNK - 1 && index < webhooks.length - 1) continue;
      await stack.eventSource.drain();
      settings.onProgress(index + 1);
    }
    return stack.workspaceNames.map((name) => ({ name, state: stack.track.workspace(name).state() }));
  } finally {
    await stack.stop();
    clock.uninstall();
  }
}
