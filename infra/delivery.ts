import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type ResolvedConfig, toDeliverConfig } from '../shared/config/resolved.ts';
import { BATCH_SIZE, DELIVER_TIMEOUT_SECONDS } from '../shared/messages/timing.ts';
import { ConnectorFunction, MEMORY_MB } from './connector-function.ts';
import type { EventQueues } from './event-queues.ts';
import type { PeopleTable } from './people-table.ts';

/** Variables that keep the memory of a long backlog that of a short one. */
export const MEMORY_LIMITS = {
  // Collects the garbage of a batch early. In Lambda, set both or neither.
  NODE_OPTIONS: `--max-semi-space-size=10 --max-old-space-size=${Math.floor(MEMORY_MB * 0.9)}`,
  // By default the C library keeps separate memory for each thread of Node:
  // https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
  MALLOC_ARENA_MAX: '1',
};

export interface DeliveryProps {
  readonly config: ResolvedConfig;
  readonly queues: EventQueues;
  readonly people: PeopleTable;
  /** Lets `deliver` read the credentials of Customer.io. */
  readonly readSecrets: readonly PolicyStatement[];
  /** Key of its log. */
  readonly encryptionKey?: IKey | undefined;
}

/** The function `deliver`, fed from the events queue. */
export class Delivery extends Construct {
  readonly deliver: ConnectorFunction;

  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { config, queues, people, readSecrets, encryptionKey } = props;
    const { events, deadLetters } = queues;
    this.deliver = new ConnectorFunction(this, 'Deliver', {
      name: 'deliver',
      description: 'Maps queued webhooks and sends them to Customer.io',
      namePrefix: config.namePrefix,
      config: toDeliverConfig(config),
      timeout: Duration.seconds(DELIVER_TIMEOUT_SECONDS),
      environment: {
        EVENTS_QUEUE_URL: events.queueUrl,
        DEAD_LETTER_QUEUE_URL: deadLetters.queueUrl,
        PEOPLE_TABLE: people.table.tableName,
        ...MEMORY_LIMITS,
      },
      permissions: [
        new PolicyStatement({
          actions: [
            // Lambda polls the queue with the role of the function and these three.
            'sqs:ReceiveMessage',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            // `deliver` sets the wait of a message until its next attempt.
            'sqs:ChangeMessageVisibility',
          ],
          resources: [events.queueArn],
        }),
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
        ...queues.useOfKey,
        ...people.readAndWrite,
        ...readSecrets,
      ],
      logRetentionDays: config.logRetentionDays,
      encryptionKey,
      tracing: config.tracing,
      vpc: config.vpc,
    });

    new EventSourceMapping(this, 'EventSource', {
      target: this.deliver.function,
      eventSourceArn: events.queueArn,
      batchSize: BATCH_SIZE,
      // With any window, Lambda may wait up to twenty seconds at very low traffic:
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      maxBatchingWindow: Duration.seconds(config.delivery.batchingWindowSeconds),
      reportBatchItemFailures: true,
      // Concurrency is limited here, because a limit at the function would make Lambda throttle its own polling and use
      // up receives.
      maxConcurrency: config.delivery.maximumConcurrency,
    });
  }
}
