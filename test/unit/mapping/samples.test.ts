import connectorConfig from '../../../connector.config.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { mapEvent } from '../../../shared/mapping/map-event.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';
import { readSample, sampleFiles } from '../../support/samples.ts';
import { EXPECTED } from './sample-expectations.ts';

/** Later than every sample. */
const RECEIVED_AT_MS = Date.parse('2026-10-01T00:00:00Z');

test('every sample webhook has its expected result', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(sampleFiles());
});

test.each(sampleFiles())('maps %s as the committed configuration says', (file) => {
  expect(outcomeOf(file)).toStrictEqual(EXPECTED[file]);
});

function outcomeOf(file: string) {
  const cinema = resolveConfig(connectorConfig, 'prod').connections['cinema'];
  if (cinema === undefined) throw new Error('connector.config.ts has no connection named cinema');
  const parsed = parseWebhook(readSample(file));
  return parsed.kind === 'event' ? mapEvent(parsed.event, cinema, RECEIVED_AT_MS) : parsed;
}
