import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { previewWebhooks } from '../preview/preview-webhooks.ts';

/** What will come of a webhook, by the configuration of this checkout. */
export interface Foresight {
  /** A sentence. */
  readonly what: string;
  /** Whether it would touch what is real: people of the production workspace, or whoever is woken by a dead letter. */
  readonly isReal: boolean;
}

/** @param nowMs when it arrives, milliseconds since the epoch */
export async function foresee(
  body: string,
  config: ResolvedConfig,
  connectionName: string,
  nowMs: number,
): Promise<Foresight> {
  const { webhooks } = await previewWebhooks([{ name: 'it', text: body }], config, connectionName, nowMs);
  const outcome = webhooks[0]?.outcome;
  if (outcome === undefined) throw new Error('no outcome for a webhook');
  switch (outcome.kind) {
    case 'skips':
      // What is deployed may be another configuration, which does not skip it.
      return { what: `Nothing comes to Customer.io: ${outcome.because}.`, isReal: !isSandbox(body) };
    case 'dead-letters':
      return { what: `It becomes a dead letter: ${outcome.failure.reason}.`, isReal: true };
    case 'sends': {
      const { workspace, identifiers, person, event } = outcome;
      const news = [
        ...('why' in person ? [] : [`${person.attributes.length} attributes`]),
        ...('why' in event ? [] : [`the event ${event.name}`]),
      ];
      const production = config.connections[connectionName]?.environments.PRODUCTION;
      const isProduction = typeof production === 'object' && production.secret.name === workspace;
      return {
        what: `In the workspace of ${workspace}, ${Object.values(identifiers)[0]} gets ${news.join(' and ')}.`,
        isReal: isProduction || !isSandbox(body),
      };
    }
  }
}

function isSandbox(body: string): boolean {
  const webhook: { environment?: unknown } = JSON.parse(body);
  return webhook.environment === 'SANDBOX';
}
