import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type DashboardSettings, type ResolvedConfig, toWidgetConfig } from '../shared/config/resolved.ts';
import { WIDGET_TIMEOUT_SECONDS } from '../shared/messages/timing.ts';
import { ConnectorFunction } from './connector-function.ts';
import type { EventQueues } from './event-queues.ts';

export interface DeadLetterWidgetProps {
  readonly config: ResolvedConfig;
  readonly dashboard: DashboardSettings;
  readonly queues: EventQueues;
  /** Gets a line before and after each replay. */
  readonly auditLog: ILogGroup;
  /** Key of its log. */
  readonly encryptionKey?: IKey | undefined;
}

/** The function behind the widget of dead letters on the dashboard. CloudWatch calls it with the identity of the user. */
export class DeadLetterWidget extends Construct {
  readonly show: ConnectorFunction;

  constructor(scope: Construct, id: string, props: DeadLetterWidgetProps) {
    super(scope, id);
    const { config, dashboard, queues, auditLog, encryptionKey } = props;
    const { events, deadLetters } = queues;
    this.show = new ConnectorFunction(this, 'Show', {
      name: 'dead-letter-widget',
      description: 'Shows dead letters on the dashboard, and replays those that are chosen',
      namePrefix: config.namePrefix,
      config: toWidgetConfig(config.stage, dashboard),
      timeout: Duration.seconds(WIDGET_TIMEOUT_SECONDS),
      environment: {
        EVENTS_QUEUE_URL: events.queueUrl,
        DEAD_LETTER_QUEUE_URL: deadLetters.queueUrl,
        AUDIT_LOG: auditLog.logGroupName,
      },
      permissions: [
        new PolicyStatement({
          actions: [
            'sqs:ReceiveMessage',
            'sqs:ChangeMessageVisibility',
            'sqs:GetQueueAttributes',
            'sqs:DeleteMessage',
          ],
          resources: [deadLetters.queueArn],
        }),
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [events.queueArn] }),
        ...queues.useOfKey,
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [auditLog.logGroupArn],
        }),
      ],
      logRetentionDays: config.logRetentionDays,
      encryptionKey,
      tracing: config.tracing,
      vpc: config.vpc,
    });
  }
}
