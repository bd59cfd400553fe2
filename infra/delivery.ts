import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type ResolvedConfig, toDeliverConfig } from '../shared/config/resolved.ts';
import { ConnectorFunction } from './connector-function.ts';
import type { EventQueues } from './event-queues.ts';

/** Time for one batch, with a request to Customer.io that is split or tried again. */
export const DELIVER_TIMEOUT = Duration.seconds(30);

export interface DeliveryProps {
  readonly config: ResolvedConfig;
  readonly queues: EventQueues;
  /** Lets `deliver` read the credentials of Customer.io. */
  readonly readSecrets: readonly PolicyStatement[];
}

/** The function `deliver`, fed from the events queue. */
export class Delivery extends Construct {
  readonly deliver: ConnectorFunction;

  constructor(scope: Construct, id: string, { config, queues, readSecrets }: DeliveryProps) {
    super(scope, id);
    const { events, deadLetters } = queues;
    this.deliver = new ConnectorFunction(this, 'Deliver', {
      name: 'deliver',
      description: 'Maps queued webhooks and sends them to Customer.io',
      config: toDeliverConfig(config),
      timeout: DELIVER_TIMEOUT,
      environment: { EVENTS_QUEUE_URL: events.queueUrl, DEAD_LETTER_QUEUE_URL: deadLetters.queueUrl },
      permissions: [
        new PolicyStatement({
          actions: [
            // Lambda polls the queue in the name of the function, with these three.
            'sqs:ReceiveMessage',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            // And `deliver` sets how long a message waits for its next attempt.
            'sqs:ChangeMessageVisibility',
          ],
          resources: [events.queueArn],
        }),
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
        ...readSecrets,
      ],
      logRetentionDays: config.logRetentionDays,
      tracing: config.tracing,
    });

    new EventSourceMapping(this, 'EventSource', {
      target: this.deliver.function,
      eventSourceArn: events.queueArn,
      // Fifty webhooks become at most the hundred operations that fit into one request to Customer.io. Waiting for them a
      // second saves requests when many arrive and is not felt when few do.
      batchSize: 50,
      maxBatchingWindow: Duration.seconds(1),
      reportBatchItemFailures: true,
      // Concurrency is capped here and not at the function, where Lambda would throttle its own polling and burn receives.
      maxConcurrency: config.delivery.maximumConcurrency,
    });
  }
}
