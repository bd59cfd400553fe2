import type { Template } from 'aws-cdk-lib/assertions';
import { configOf, connection } from './config-of.ts';
import { synthesized, toText } from './synthesized.ts';

let template: Template;
beforeAll(async () => {
  const throttle = { requestsPerSecond: 20, burst: 30 };
  template = await synthesized(configOf({ cinema: connection, 'music-box': connection }, { throttle }));
});

test('the API has one route, for webhooks, and no other way in', () => {
  const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route'));

  expect(routes.map(({ Properties }) => Properties.RouteKey)).toEqual(['POST /webhooks/{connection+}']);
});

test('receive gets the request in payload format 2.0', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
    IntegrationType: 'AWS_PROXY',
    PayloadFormatVersion: '2.0',
  });
});

test('the API is limited to what the configuration allows', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    StageName: '$default',
    AutoDeploy: true,
    DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 30 },
  });
});

test('the access log says how a request went, and nothing of who sent it', () => {
  const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));

  expect(JSON.parse(stage?.['Properties'].AccessLogSettings.Format)).toEqual({
    requestId: '$context.requestId',
    routeKey: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    integrationLatencyMs: '$context.integrationLatency',
    integrationError: '$context.integrationErrorMessage',
  });
});

test('the access log is where AWS may always write it, apart from those of other stages', () => {
  template.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/aws/vendedlogs/apigateway/PurchaselyCustomerio-test',
  });
});

test('a metric filter counts the accepted webhooks of each connection in the log of receive', () => {
  const filters = Object.values(template.findResources('AWS::Logs::MetricFilter'));

  expect(
    filters.map(({ Properties }) => ({ ...Properties, LogGroupName: toText(Properties.LogGroupName) })),
  ).toEqual([
    {
      LogGroupName: 'WebhooksReceiveLog',
      FilterPattern: '{ $.WebhooksAccepted = 1 }',
      MetricTransformations: [
        {
          MetricNamespace: 'PurchaselyCustomerio',
          MetricName: 'WebhooksAccepted',
          MetricValue: '1',
          Unit: 'Count',
          Dimensions: [
            { Key: 'service', Value: '$.service' },
            { Key: 'stage', Value: '$.stage' },
            { Key: 'connection', Value: '$.connection' },
          ],
        },
      ],
    },
  ]);
});

test('only this API may call receive, and only by the webhook route', () => {
  const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));

  expect(permissions.map(({ Properties }) => [Properties.Principal, toText(Properties.SourceArn)])).toEqual([
    [
      'apigateway.amazonaws.com',
      'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:WebhooksApi/*/*/webhooks/{connection+}',
    ],
  ]);
});

test('the outputs say where to send webhooks, for each connection, and where queues and table are', () => {
  const outputs = Object.entries(template.toJSON()['Outputs'] as Record<string, { Value: unknown }>);

  expect(Object.fromEntries(outputs.map(([name, { Value }]) => [name, toText(Value)]))).toEqual({
    MappingVersion: expect.any(String),
    WebhookUrlCinema: 'WebhooksApi.ApiEndpoint/webhooks/cinema',
    WebhookUrlMusicBox: 'WebhooksApi.ApiEndpoint/webhooks/music-box',
    Name: 'PurchaselyCustomerio-test',
    EventsQueueUrl: 'QueuesEvents',
    DeadLetterQueueUrl: 'QueuesDeadLetters',
    PeopleTable: 'PeopleTable',
    AuditLog: 'Audit',
    ReceiveFunction: 'WebhooksReceiveFunction',
    DeliverFunction: 'DeliveryDeliverFunction',
  });
});
