import { readFileSync } from 'node:fs';
import { propertiesOf } from '../../../tools/docs/dashboard-widgets.ts';
import { found, shown } from '../../support/logs-insights.ts';
import { synthesized } from '../synthesized.ts';

const queries = propertiesOf((await synthesized()).toJSON(), 'AWS::Logs::QueryDefinition');

test('the queries are kept in a folder of the stack, each for the logs that can answer it', () => {
  expect(Object.fromEntries(queries.map(({ Name, LogGroupNames }) => [Name, LogGroupNames]))).toEqual({
    'PurchaselyCustomerio-test/follow-one-event': ['WebhooksReceiveLog', 'DeliveryDeliverLog'],
    'PurchaselyCustomerio-test/refused-by-reason': ['WebhooksReceiveLog'],
    'PurchaselyCustomerio-test/relay-failed-by-status': ['WebhooksReceiveLog'],
    'PurchaselyCustomerio-test/answers-by-status': ['WebhooksAccessLog'],
    'PurchaselyCustomerio-test/slowest-webhooks': ['WebhooksAccessLog'],
    'PurchaselyCustomerio-test/crashes': ['WebhooksReceiveLog', 'DeliveryDeliverLog'],
    'PurchaselyCustomerio-test/retried-by-cause': ['DeliveryDeliverLog'],
    'PurchaselyCustomerio-test/dead-lettered-by-reason': ['DeliveryDeliverLog'],
  });
});

test('crashes finds each invocation that did not end well once, and what was thrown', () => {
  const query = String(
    queries.find(({ Name }) => Name === 'PurchaselyCustomerio-test/crashes')?.['QueryString'],
  );
  // Of the forms that AWS documents for each ending, with our sizes and times.
  const log = readFileSync(new URL('./lambda-log.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const request = (last: number) => `5d2f6c1e-0a0b-5c57-9f0c-0b7a3f1c000${last}`;
  const report = { type: 'platform.report' };

  expect(found(query, log).map((line) => shown(query, line))).toEqual([
    { ...report, status: 'timeout', ms: 30000, mb: 131, request: request(1) },
    { ...report, status: 'error', error: 'Runtime.ExitError', ms: 412.7, mb: 118, request: request(2) },
    { ...report, status: 'error', error: 'Runtime.OutOfMemory', ms: 9120.4, mb: 512, request: request(3) },
    {
      error: 'TypeError',
      said: "Cannot read properties of undefined (reading 'kind')",
      request: request(4),
    },
    { ...report, status: 'error', error: 'TypeError', ms: 61.2, mb: 112, request: request(4) },
    { type: 'platform.initReport', status: 'error', error: 'Runtime.ExitError', ms: 188.2 },
  ]);
});
