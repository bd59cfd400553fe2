import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RETENTION_DAYS, VISIBILITY_SECONDS } from '../shared/messages/timing.ts';
import { useKey } from './key-use.ts';
import { partName } from './name-of.ts';

export interface EventQueuesProps {
  /** @default names of CloudFormation */
  readonly namePrefix?: string | undefined;
  readonly removalPolicy: RemovalPolicy;
  /** Receives before SQS itself moves a message to the dead-letter queue. */
  readonly maxReceiveCount: number;
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
    const { namePrefix, removalPolicy, maxReceiveCount, encryptionKey } = props;
    const common: QueueProps = {
      // The longest SQS offers. A message that SQS moves to the dead-letter queue keeps the age it has, so what it waited
      // in one queue is gone in the other; and a stage whose `deliver` is switched off for days should lose nothing.
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
      // `deliver` sets the wait of each message that it puts back; this one counts only if it could not.
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      // A net, not the rule: `deliver` writes dead letters itself, with the reason. SQS moves those that failed without a
      // reason, by a crash or a timeout, so the count has to outlast `retryForHours`.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    this.#encryptionKey = encryptionKey;
  }

  /**
   * Permissions to send to them and to receive from them, beside the permission of the queue itself.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
   */
  get useOfKey(): PolicyStatement[] {
    if (this.#encryptionKey === undefined) return [];
    return [
      useKey({
        keyArn: this.#encryptionKey.keyArn,
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        service: 'sqs',
        region: Stack.of(this).region,
      }),
    ];
  }
}
