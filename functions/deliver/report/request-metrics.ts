import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { PostBatch } from '../../../shared/customerio/track-client.ts';
import { answerMetric } from '../../answer-metric.ts';
import type { Clock } from '../workspace/post.ts';

/** Times each request to Customer.io, and counts the classes of the answers. */
export function measureRequests(postBatch: PostBatch, metrics: Metrics, clock: Clock): PostBatch {
  return async (credentials, body, timeoutMs) => {
    const startedAtMs = clock();
    const response = await postBatch(credentials, body, timeoutMs);
    metrics.addMetric('TrackLatency', MetricUnit.Milliseconds, clock() - startedAtMs);
    const status = response.kind === 'answer' ? response.status : undefined;
    const answer = answerMetric('Track', status);
    if (answer !== undefined) metrics.addMetric(answer, MetricUnit.Count, 1);
    return response;
  };
}
