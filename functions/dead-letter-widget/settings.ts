import type { StageQueues } from '../../shared/dead-letters/stage-queues.ts';
import type { HttpProxy } from '../../shared/http-post.ts';
import { isLoopback } from '../../shared/loopback.ts';
import { type Environment, proxyOf, required } from '../settings.ts';

/** Below the time that a call may take. */
const POLL_SECONDS = 1;

export interface WidgetSettings extends Omit<StageQueues, 'sqs'> {
  /** Name of the log group. */
  readonly auditLog: string;
  readonly proxy: HttpProxy | undefined;
}

/** Reads the settings of the widget. @throws naming the setting that is missing */
export function readWidgetSettings(environment: Environment): WidgetSettings {
  const deadLetterQueueUrl = required(environment, 'DEAD_LETTER_QUEUE_URL');
  return {
    eventsQueueUrl: required(environment, 'EVENTS_QUEUE_URL'),
    deadLetterQueueUrl,
    pollSeconds: isLoopback(new URL(deadLetterQueueUrl)) ? 0 : POLL_SECONDS,
    auditLog: required(environment, 'AUDIT_LOG'),
    proxy: proxyOf(environment),
  };
}
