import { Duration } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface CopyQueueProps {
  /** Name of the queue in `copies` of the connector. */
  readonly queueName: string;
  /** Account of the connector's stage. */
  readonly connectorAccount: string;
}

/** A queue to which the connector may send copies of webhooks, and its dead-letter queue. */
export class CopyQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { queueName, connectorAccount }: CopyQueueProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    const deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Copies', {
      ...common,
      queueName,
      visibilityTimeout: Duration.minutes(3),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 10 },
    });
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AccountPrincipal(connectorAccount)],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
      }),
    );
  }

  /** Returns the role of a pipe from this queue, with permissions to receive copies and to write to its target. */
  pipeRole(toTarget: PolicyStatement): Role {
    const take = new PolicyStatement({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [this.queue.queueArn],
    });
    return new Role(this, 'PipeRole', {
      assumedBy: new ServicePrincipal('pipes.amazonaws.com'),
      inlinePolicies: { pipe: new PolicyDocument({ statements: [take, toTarget] }) },
    });
  }
}
