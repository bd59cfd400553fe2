import { resolveConfig } from '../../../shared/config/resolve.ts';
import { mapEvent } from '../../../shared/mapping/map-event.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';
import connectorConfig from '../../support/cinema.config.ts';
import { readSample, sampleFiles } from '../../support/samples.ts';

/** Later than every sample. */
const RECEIVED_AT_MS = Date.parse('2026-10-01T00:00:00Z');

// The snapshot is read like code: what a change of the mapping changes at Customer.io shows in it.
test.each(sampleFiles())('maps %s as the committed configuration says', (file) => {
  expect(outcomeOf(file)).toMatchSnapshot();
});

function outcomeOf(file: string) {
  const cinema = resolveConfig(connectorConfig, 'prod').connections['cinema'];
  if (cinema === undefined) throw new Error('connector.config.ts has no connection named cinema');
  const parsed = parseWebhook(readSample(file));
  return parsed.kind === 'event' ? mapEvent(parsed.event, cinema, RECEIVED_AT_MS) : parsed;
}
