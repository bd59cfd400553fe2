import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readBundledConfig } from '../../shared/config/bundled.ts';
import type { DeliverConfig } from '../../shared/config/resolved.ts';
import { createTrackClient } from '../../shared/customerio/track-client.ts';
import { LOG_MESSAGES } from '../../shared/messages/log-messages.ts';
import { SETTLING_SECONDS } from '../../shared/messages/timing.ts';
import type { MetricName } from '../../shared/metrics.ts';
import { refusalOf } from '../refusal.ts';
import { requestHandler } from '../service-limits.ts';
import { deliverBatch } from './deliver-batch.ts';
import { createDynamoDb } from './people/dynamodb.ts';
import { createPeopleTable } from './people/people-table.ts';
import { toQueuedWebhook } from './queued-webhook.ts';
import { logOutcomes } from './report/log.ts';
import { addOutcomeMetrics } from './report/outcome-metrics.ts';
import { measureRequests } from './report/request-metrics.ts';
import { createWorkspaceMetrics } from './report/workspace-metrics.ts';
import { createWorkspaceNames } from './report/workspace-name.ts';
import { readDeliverSettings } from './settings.ts';
import { settle } from './settle.ts';
import { createCircuitBreakers } from './workspace/circuit-breaker.ts';
import { createWorkspaceCredentials } from './workspace/credentials.ts';
import { createWorkspacePost } from './workspace/post.ts';

// Built once per execution environment. A missing setting stops the function here and is named.
const config = readBundledConfig<DeliverConfig>();
const settings = readDeliverSettings(process.env);
const logger = new Logger();
const metrics = new Metrics({ defaultDimensions: { stage: config.stage } });
const ofWorkspaces = createWorkspaceMetrics(config);
const nameOf = createWorkspaceNames(config);
const sqs = new SQSClient({ maxAttempts: 3, requestHandler: requestHandler(settings.proxy) });
const people = createPeopleTable(
  createDynamoDb(settings.dynamodb, settings.proxy),
  settings.peopleTable,
  config.people.retentionDays,
);
const secrets = new SecretsProvider({
  clientConfig: { maxAttempts: 2, requestHandler: requestHandler(settings.proxy) },
});
const credentials = createWorkspaceCredentials(secrets, {
  onRefetch: () => count('SecretsRefetched', 1),
  onUnread: (secret, error) => logger.warn(LOG_MESSAGES.secretUnread, { secret, ...refusalOf(error) }),
});
const breakerOf = createCircuitBreakers(Math.random);
const trackClients = {
  us: createTrackClient(settings.trackOrigins.us, settings.proxy),
  eu: createTrackClient(settings.trackOrigins.eu, settings.proxy),
};

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async ({ Records }, context) => {
    const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - SETTLING_SECONDS * 1000;
    const deliveries = await deliverBatch(Records.map(toQueuedWebhook), {
      config,
      people,
      onResent: (people) => count('PeopleResent', people),
      postTo: (workspace) =>
        createWorkspacePost(workspace, {
          postBatch: measureRequests(trackClients[workspace.region], ofWorkspaces.of(workspace), Date.now),
          credentials,
          breaker: breakerOf(workspace.secret.name),
          clock: Date.now,
          deadlineMs,
        }),
    });
    const settled = await settle(deliveries, {
      ...settings,
      sqs,
      config,
      nowMs: Date.now(),
      random: Math.random,
    });
    try {
      logOutcomes(settled, nameOf, logger);
      addOutcomeMetrics(settled, { metrics, ofWorkspaces, nameOf }, config, Date.now());
      ofWorkspaces.publish();
    } catch (error) {
      // Thrown on, it would bring back a whole batch that is settled, and store its dead letters again.
      logger.error('batch could not be reported', { ...refusalOf(error) });
    }
    const staying = settled.filter(({ isDone }) => !isDone);
    return { batchItemFailures: staying.map(({ webhook }) => ({ itemIdentifier: webhook.messageId })) };
  });

/** A metric on its own, because it is of no workspace. */
function count(name: MetricName, value: number): void {
  metrics.singleMetric().addMetric(name, MetricUnit.Count, value);
}
