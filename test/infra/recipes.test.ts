import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { WebhookArchive } from '../../infra/recipes/archive.ts';
import { WebhooksOnEventBus } from '../../infra/recipes/event-bus.ts';

const QUEUE = { queueName: 'purchasely-webhooks', connectorAccount: '123456789012' };

const templateOf = (build: (scope: Construct) => unknown) => {
  const stack = new Stack(new App(), 'Recipe');
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::W7001',
    reason: 'The construct library adds a mapping for Firehose, used or not.',
  });
  build(stack);
  return Template.fromStack(stack);
};

const recipes = {
  'an event bus': (scope: Construct) => new WebhooksOnEventBus(scope, 'Webhooks', QUEUE),
  'an archive': (scope: Construct) =>
    new WebhookArchive(scope, 'Archive', { ...QUEUE, keepFor: Duration.days(400) }),
};

test.each(Object.entries(recipes))('%s takes copies of the connector, and of nobody else', (_, build) => {
  const template = templateOf(build);

  template.hasResourceProperties('AWS::SQS::Queue', {
    QueueName: 'purchasely-webhooks',
    SqsManagedSseEnabled: true,
    RedrivePolicy: Match.anyValue(),
  });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: {
            AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] },
          },
        }),
      ]),
    },
  });
});

test('a webhook becomes an event whose detail is the webhook', () => {
  templateOf(recipes['an event bus']).hasResourceProperties('AWS::Pipes::Pipe', {
    Source: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebhooksQueueCopies'), 'Arn'] },
    Target: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebhooksBus'), 'Arn'] },
    TargetParameters: {
      EventBridgeEventBusParameters: { Source: 'purchasely', DetailType: 'webhook' },
      InputTemplate: '{"webhook": <$.body>, "connection": <$.messageAttributes.connection.stringValue>}',
    },
  });
});

test('an archive has a webhook a line, compressed, and keeps it for as long as it is told', () => {
  const template = templateOf(recipes['an archive']);

  template.hasResourceProperties('AWS::Pipes::Pipe', {
    Target: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ArchiveStream'), 'Arn'] },
    TargetParameters: { InputTemplate: '<$.body>\n' },
  });
  template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
    ExtendedS3DestinationConfiguration: { CompressionFormat: 'GZIP' },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 400, Status: 'Enabled' }] },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
  });
});
