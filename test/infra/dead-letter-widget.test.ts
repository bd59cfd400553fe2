import { Match, type Template } from 'aws-cdk-lib/assertions';
import type { StageConfig } from '../../shared/config/define-config.ts';
import { dashboardWidgets } from '../../tools/docs/dashboard-widgets.ts';
import { configOf, connection } from './config-of.ts';
import { grantsOf, synthesized, toText } from './synthesized.ts';

const withStage = (stage: StageConfig) => synthesized(configOf({ cinema: connection }, stage));
const WIDGET = { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'dead-letter-widget' } } };

let template: Template;
beforeAll(async () => {
  template = await withStage({ dashboard: true, logRetentionDays: 7 });
});

test.each([{ dashboard: false }, { dashboard: { deadLetterWidget: false } }])(
  'with $dashboard there is no function for it, and nothing on a dashboard',
  async (stage) => {
    const without = await withStage(stage);

    without.resourceCountIs('AWS::Lambda::Function', 2);
    expect(JSON.stringify(without)).not.toContain('DeadLetterWidget');
  },
);

test('its function may read, hide and delete dead letters, fill the events queue, and add to the audit log', () => {
  expect(grantsOf(template, 'dead-letter-widget')).toEqual([
    'logs:CreateLogStream on Audit.Arn',
    'logs:CreateLogStream on DeadLetterWidgetShowLog.Arn',
    'logs:PutLogEvents on Audit.Arn',
    'logs:PutLogEvents on DeadLetterWidgetShowLog.Arn',
    'sqs:ChangeMessageVisibility on QueuesDeadLetters.Arn',
    'sqs:DeleteMessage on QueuesDeadLetters.Arn',
    'sqs:GetQueueAttributes on QueuesDeadLetters.Arn',
    'sqs:ReceiveMessage on QueuesDeadLetters.Arn',
    'sqs:SendMessage on QueuesEvents.Arn',
  ]);
});

test('nobody may call it by the stack: no permission and no URL, only what the policies of the account say', () => {
  const called = Object.values(template.findResources('AWS::Lambda::Permission')).map(({ Properties }) =>
    toText(Properties.FunctionName),
  );

  expect(called).toEqual([expect.stringContaining('WebhooksReceive')]);
  template.resourceCountIs('AWS::Lambda::Url', 0);
});

test('it has thirty seconds, knows the queues and the log, and keeps its own log as long as the others', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    ...WIDGET,
    Timeout: 30,
    MemorySize: 512,
    TracingConfig: Match.absent(),
    Environment: {
      Variables: Match.objectLike({
        EVENTS_QUEUE_URL: Match.anyValue(),
        DEAD_LETTER_QUEUE_URL: Match.anyValue(),
        AUDIT_LOG: Match.anyValue(),
      }),
    },
  });
  template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 7 }, 4);
  template.hasOutput('DeadLetterWidgetFunction', {
    Export: { Name: 'purchasely-customerio:test:DeadLetterWidgetFunction' },
  });
});

test('the dashboard calls it when somebody opens or refreshes it, and not by itself', () => {
  const shown = dashboardWidgets(template.toJSON()).filter(({ type }) => type === 'custom');

  expect(shown.map(({ properties }) => properties)).toEqual([
    {
      title: 'Dead letters, and what to do with them',
      endpoint: 'DeadLetterWidgetShowFunction.Arn',
      updateOn: { refresh: false, resize: false, timeRange: false },
    },
  ]);
});
