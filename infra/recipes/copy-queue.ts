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
  /** As `copies` of the connector names it. */
  readonly queueName: string;
  /** Account of the connector's stage. */
  readonly connectorAccount: string;
}

/** A queue that the connector may put copies of webhooks into, and a dead-letter queue behind it. */
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

  /** Permissions of a pipe that starts here: to take the copies, and those of its target. */
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
