import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { createAuditLog } from '../../shared/audit-log.ts';
import { readBundledConfig } from '../../shared/config/bundled.ts';
import type { WidgetConfig } from '../../shared/config/resolved.ts';
import { refusalOf } from '../refusal.ts';
import { requestHandler } from '../service-limits.ts';
import { html } from './html.ts';
import { respond } from './respond.ts';
import { readWidgetSettings } from './settings.ts';

// Built once per execution environment. A missing setting stops the function here and is named.
const { stage, runbookUrl } = readBundledConfig<WidgetConfig>();
const { auditLog, proxy, ...queueSettings } = readWidgetSettings(process.env);
const logger = new Logger();
const sqs = new SQSClient({ maxAttempts: 2, requestHandler: requestHandler(proxy) });
const logs = new CloudWatchLogsClient({ maxAttempts: 2, requestHandler: requestHandler(proxy) });

export const handler = middy<unknown, string>()
  .use(injectLambdaContext(logger))
  .handler(async (event, context) => {
    const { awsRequestId, invokedFunctionArn } = context;
    try {
      return await respond(event, {
        stage,
        queues: { sqs, ...queueSettings },
        // CloudWatch calls with the identity of the viewer, and does not pass it on:
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
        who: `dead-letter widget, request ${awsRequestId}`,
        keepAudit: createAuditLog(logs, auditLog),
        remainingMs: () => context.getRemainingTimeInMillis(),
        onTrouble: (what, error) => logger.warn(what, error === undefined ? {} : { ...refusalOf(error) }),
        endpoint: invokedFunctionArn,
        ...(runbookUrl === undefined ? {} : { runbookUrl }),
      });
    } catch (error) {
      // An error that is no answer of AWS is a bug: Lambda logs its place.
      if (!(error instanceof Error && '$metadata' in error)) throw error;
      const refusal = refusalOf(error);
      logger.error('page not made', { ...refusal });
      return html`<p>That failed, and nothing was replayed: ${refusal.error}. The log of this function has it with the request ${awsRequestId}.</p>`
        .markup;
    }
  });
