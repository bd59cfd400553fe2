import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import type { NamedWebhook } from '../base/read-webhooks.ts';
import { previewWebhooks, type WebhookPreview } from '../preview/preview-webhooks.ts';
import { type Change, compare, type Side, SUBJECTS, typeOf } from './compare.ts';

/** A change, with all webhooks that show it. */
export interface CollectedChange extends Change {
  readonly connection: string;
  /** Types of the attribute before and after, in all webhooks. */
  readonly types: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Names of the webhooks. */
  readonly webhooks: readonly string[];
  /** Names of their events at Purchasely. */
  readonly events: readonly string[];
}

/** A change, as one webhook shows it. */
interface Sighting extends Change {
  readonly connection: string;
  readonly webhook?: string;
  readonly event?: string;
}

/**
 * Collects what another configuration changes for webhooks, each alone and at every connection.
 *
 * @param nowMs time of arrival, in milliseconds since the epoch
 */
export async function collectChanges(
  before: ResolvedConfig,
  after: ResolvedConfig,
  webhooks: readonly NamedWebhook[],
  nowMs: number,
): Promise<CollectedChange[]> {
  const names = new Set([...Object.keys(before.connections), ...Object.keys(after.connections)]);
  const sightings: Sighting[] = [];
  for (const connection of names) {
    if (!Object.hasOwn(before.connections, connection)) {
      sightings.push({ connection, subject: 'connection', kind: 'added', after: { name: connection } });
    } else if (!Object.hasOwn(after.connections, connection)) {
      sightings.push({ connection, subject: 'connection', kind: 'removed', before: { name: connection } });
    } else {
      for (const webhook of webhooks) {
        const was = await previewAlone(webhook, before, connection, nowMs);
        const is = await previewAlone(webhook, after, connection, nowMs);
        const about = { connection, webhook: webhook.name, ...(is.eventName && { event: is.eventName }) };
        sightings.push(...compare(was, is).map((change) => ({ ...change, ...about })));
      }
    }
  }
  return [...Map.groupBy(sightings, keyOf).values()]
    .flatMap(collect)
    .sort((one, other) => SUBJECTS.indexOf(one.subject) - SUBJECTS.indexOf(other.subject));
}

async function previewAlone(
  webhook: NamedWebhook,
  config: ResolvedConfig,
  connection: string,
  nowMs: number,
): Promise<WebhookPreview> {
  const { webhooks } = await previewWebhooks([webhook], config, connection, nowMs);
  const [preview] = webhooks;
  if (preview === undefined) throw new Error('no outcome for a webhook');
  return preview;
}

/** Returns the key by which equal changes are grouped: names, and changed types. */
function keyOf({ connection, subject, kind, before, after }: Sighting): string {
  const types = kind === 'other type' ? [typesOf(before), typesOf(after)] : [];
  return JSON.stringify([connection, subject, kind, before?.name, after?.name, types]);
}

function collect(sightings: readonly Sighting[]): CollectedChange[] {
  const [first] = sightings;
  if (first === undefined) return [];
  const { webhook: _, event: __, ...change } = first;
  return [
    {
      ...change,
      types: {
        before: unique(sightings.flatMap(({ before }) => typesOf(before))),
        after: unique(sightings.flatMap(({ after }) => typesOf(after))),
      },
      webhooks: unique(sightings.flatMap(({ webhook }) => webhook ?? [])),
      events: unique(sightings.flatMap(({ event }) => event ?? [])),
    },
  ];
}

function typesOf(side: Side | undefined): string[] {
  return side?.value === undefined ? [] : [typeOf(side.value)];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
