import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Construct } from 'constructs';
import { CopyQueue, type CopyQueueProps } from './copy-queue.ts';

/**
 * Sends copies to an EventBridge bus, with source `purchasely` and type `webhook`. `detail.webhook` is the webhook,
 * `detail.connection` its connection. A rule may match `detail.webhook.event_name`.
 */
export class WebhooksOnEventBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: CopyQueueProps) {
    super(scope, id);
    const copies = new CopyQueue(this, 'Queue', props);
    this.bus = new EventBus(this, 'Bus');
    const role = copies.pipeRole(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }),
    );
    new CfnPipe(this, 'Pipe', {
      roleArn: role.roleArn,
      source: copies.queue.queueArn,
      target: this.bus.eventBusArn,
      targetParameters: {
        eventBridgeEventBusParameters: { source: 'purchasely', detailType: 'webhook' },
        // Inserts a JSON body as JSON. A body in base 64, which SQS could not store unchanged, is inserted as text.
        inputTemplate: '{"webhook": <$.body>, "connection": <$.messageAttributes.connection.stringValue>}',
      },
    });
  }
}
