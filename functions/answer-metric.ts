import type { MetricName } from '../shared/metrics.ts';

const CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const;

/**
 * The metric that counts an answer: one a class and no dimension, so that all of them share the one line of an invocation.
 *
 * @param status of HTTP; `undefined` if there was no answer
 */
export function answerMetric(of: 'Relay' | 'Track', status: number | undefined): MetricName {
  const answered = status === undefined ? undefined : CLASSES[Math.floor(status / 100) - 2];
  return answered === undefined ? `${of}Unanswered` : `${of}Answered${answered}`;
}
