import { propertiesOf } from '../../../tools/docs/dashboard-widgets.ts';
import { synthesized } from '../synthesized.ts';

test('the queries are kept in a folder of the stack, each for the logs that can answer it', async () => {
  const queries = propertiesOf((await synthesized()).toJSON(), 'AWS::Logs::QueryDefinition');

  expect(Object.fromEntries(queries.map(({ Name, LogGroupNames }) => [Name, LogGroupNames]))).toEqual({
    'PurchaselyCustomerio-test/follow-one-event': ['WebhooksReceiveLog', 'DeliveryDeliverLog'],
    'PurchaselyCustomerio-test/refused-by-reason': ['WebhooksReceiveLog'],
    'PurchaselyCustomerio-test/relay-failed-by-status': ['WebhooksReceiveLog'],
    'PurchaselyCustomerio-test/answers-by-status': ['WebhooksAccessLog'],
    'PurchaselyCustomerio-test/slowest-webhooks': ['WebhooksAccessLog'],
    'PurchaselyCustomerio-test/retried-by-cause': ['DeliveryDeliverLog'],
    'PurchaselyCustomerio-test/dead-lettered-by-reason': ['DeliveryDeliverLog'],
  });
});
