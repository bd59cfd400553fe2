import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ResolvedConfig } from '../shared/config/resolved.ts';
import { RETENTION_DAYS, VISIBILITY_SECONDS } from '../shared/messages/timing.ts';
import { useKey } from './key-use.ts';
import { partName } from './name-of.ts';

export interface EventQueuesProps {
  /** @default names of CloudFormation */
  readonly namePrefix?: string | undefined;
  readonly removalPolicy: RemovalPolicy;
  /** How `deliver` takes messages out of the events queue. */
  readonly delivery: Pick<ResolvedConfig['delivery'], 'maxReceiveCount' | 'batchingWindowSeconds'>;
  /** @default a key that SQS manages */
  readonly encryptionKey?: IKey | undefined;
}

/** The queue between `receive` and `deliver`, and the dead-letter queue behind it. */
export class EventQueues extends Construct {
  readonly events: Queue;
  readonly deadLetters: Queue;
  readonly #encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, props: EventQueuesProps) {
    super(scope, id);
    const { namePrefix, removalPolicy, delivery, encryptionKey } = props;
    const { maxReceiveCount, batchingWindowSeconds } = delivery;
    const common: QueueProps = {
      // The maximum of SQS. A message that SQS moves to the dead-letter queue keeps its age, so its time in one queue
      // is missing in the other. Also, a stage whose `deliver` is switched off for days should lose nothing.
      retentionPeriod: Duration.days(RETENTION_DAYS),
      ...(encryptionKey === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }),
      enforceSSL: true,
      removalPolicy,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: partName(namePrefix, 'dead-letters'),
    });
    this.events = new Queue(this, 'Events', {
      ...common,
      queueName: partName(namePrefix, 'events'),
      // `deliver` sets the wait of each message that it retries. This timeout applies only if that fails. It begins while
      // Lambda still collects the batch.
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS + batchingWindowSeconds),
      // A safety net: `deliver` sends dead letters itself, with the reason. SQS moves messages after crashes and
      // timeouts, so the count has to outlast `retryForHours`.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    this.#encryptionKey = encryptionKey;
  }

  /** Permissions on the key for sending and receiving, in addition to those on the queue. */
  get useOfKey(): PolicyStatement[] {
    if (this.#encryptionKey === undefined) return [];
    return [
      useKey({
        keyArn: this.#encryptionKey.keyArn,
        service: 'sqs',
        region: Stack.of(this).region,
      }),
    ];
  }
}
