import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { previewWebhooks } from '../preview/preview-webhooks.ts';

/** Effect of a webhook, with the configuration of this checkout. */
export interface Foresight {
  /** Description, a sentence. */
  readonly what: string;
  /** True if it would change people of the production workspace, or raise an alarm by a dead letter. */
  readonly isReal: boolean;
}

/** @param nowMs time of arrival, in milliseconds since the epoch */
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
      // The deployed configuration may differ and not skip it.
      return { what: `Customer.io gets nothing: ${outcome.because}.`, isReal: !isSandbox(body) };
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
