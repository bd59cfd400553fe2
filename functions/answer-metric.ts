import type { MetricName } from '../shared/metrics.ts';

const CLASSES = ['3xx', '4xx', '5xx'] as const;

/**
 * The metric that counts an answer: one a class and none for 2xx, which are what is left of all requests.
 *
 * @param status of HTTP; `undefined` if there was no answer
 */
export function answerMetric(of: 'Relay' | 'Track', status: number | undefined): MetricName | undefined {
  if (status === undefined) return `${of}Unanswered`;
  const answered = CLASSES[Math.floor(status / 100) - 3];
  return answered === undefined ? undefined : `${of}Answered${answered}`;
}
