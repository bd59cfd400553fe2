import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { PostBatch, TrackResponse } from '../../../shared/customerio/track-client.ts';
import type { MetricName } from '../../../shared/metrics.ts';
import type { Clock } from '../workspace/post.ts';

/** Times each request to Customer.io, and counts the classes of the answers. */
export function measureRequests(postBatch: PostBatch, metrics: Metrics, clock: Clock): PostBatch {
  return async (credentials, body, timeoutMs) => {
    const startedAtMs = clock();
    const response = await postBatch(credentials, body, timeoutMs);
    metrics.addMetric('TrackLatency', MetricUnit.Milliseconds, clock() - startedAtMs);
    metrics.addMetric(metricOf(response), MetricUnit.Count, 1);
    return response;
  };
}

/** One metric a class and no dimension, so that all of them share the one line of a batch. */
const METRIC_OF_CLASS: Readonly<Record<number, MetricName>> = {
  2: 'TrackAnswered2xx',
  3: 'TrackAnswered3xx',
  4: 'TrackAnswered4xx',
  5: 'TrackAnswered5xx',
};

function metricOf(response: TrackResponse): MetricName {
  const statusClass = response.kind === 'answer' ? Math.floor(response.status / 100) : 0;
  return METRIC_OF_CLASS[statusClass] ?? 'TrackUnanswered';
}
