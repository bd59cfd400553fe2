import { Alarm, ComparisonOperator, Dashboard, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmSettings, ResolvedConfig } from '../../shared/config/resolved.ts';
import type { ConnectorFunction } from '../connector-function.ts';
import type { Delivery } from '../delivery.ts';
import type { EventQueues } from '../event-queues.ts';
import type { PeopleTable } from '../people-table.ts';
import type { WebhookApi } from '../webhook-api.ts';
import type { AlarmDescription } from './alarm-description.ts';
import { alarmsOf } from './alarms.ts';
import { dashboardRows } from './dashboard.ts';
import { logQueriesOf } from './log-queries.ts';
import { OwnMetrics } from './own-metrics.ts';
import { copyQueuesOf, type Watched, watchedConnections } from './watched.ts';

export interface MonitoringProps {
  /** Prefix of alarms, and name of the dashboard and the folder of queries. */
  readonly name: string;
  readonly config: Pick<ResolvedConfig, 'stage' | 'alarms' | 'dashboard' | 'connections'>;
  readonly queues: EventQueues;
  readonly people: PeopleTable;
  readonly webhooks: WebhookApi;
  readonly delivery: Delivery;
  readonly deadLetterWidget?: ConnectorFunction;
}

/** Alarms, a dashboard and saved queries of one stage. */
export class Monitoring extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { name: folder, config } = props;
    const { stage, connections, alarms: settings, dashboard } = config;
    const watched: Watched = {
      ...props,
      own: new OwnMetrics(stage),
      connections: watchedConnections(connections),
      copyQueues: copyQueuesOf(connections),
    };

    this.alarms =
      settings === false ? [] : alarmsOf(watched, settings).map((each) => this.createAlarm(folder, each));
    if (settings !== false) this.connect(settings);
    if (dashboard !== false) {
      new Dashboard(this, 'Dashboard', {
        dashboardName: folder,
        widgets: dashboardRows(watched, this.alarms),
      });
    }
    for (const { name, logs, query } of logQueriesOf(watched)) {
      new CfnQueryDefinition(this, toPascalCase(name), {
        name: `${folder}/${name}`,
        logGroupNames: logs.map(({ logGroupName }) => logGroupName),
        queryString: query,
      });
    }
  }

  /** Creates an alarm, named like its entry in the runbook, with a link to it at the end of its description. */
  private createAlarm(prefix: string, { name, of, meaning, ...description }: AlarmDescription): Alarm {
    const ownName = of === undefined ? name : `${name}-${of.replace('/', '-').toLowerCase()}`;
    return new Alarm(this, toPascalCase(ownName), {
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...description,
      alarmName: `${prefix}-${ownName}`,
      alarmDescription: `${of === undefined ? '' : `${of}: `}${meaning}: docs/runbook.md#${name}`,
    });
  }

  private connect({ topicArn }: AlarmSettings): void {
    if (topicArn === undefined) return; // `doctor` reports this
    const action = new SnsAction(Topic.fromTopicArn(this, 'AlarmTopic', topicArn));
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}

function toPascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
