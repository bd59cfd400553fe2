import { readFileSync } from 'node:fs';
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../tools/local/local-stack.ts';
import type { Workspace } from '../../tools/track-api/workspace.ts';
import connectorConfig from './cinema.config.ts';

/** A local stage under test. Nothing polls the queue but `drain`, so a test decides when a delivery happens. */
export interface RunningStack extends LocalStack {
  /** Every line the functions have written. */
  readonly lines: string[];
  readonly production: Workspace;
  readonly sandbox: Workspace;
  /** Posts a signed webhook and expects 200. */
  accept(webhook: object): Promise<void>;
  /** Delivers what is visible. @returns how many messages were taken */
  drain(): Promise<number>;
  /** Makes the messages that wait for a later attempt visible now, as time would. */
  skipWaiting(): Promise<void>;
  /** The parsed log lines with this message. */
  logged(message: string): Record<string, unknown>[];
}

/** @param options of the local stage; unless they bring others, the committed configuration and its template */
export async function startStack(
  track: LocalStackOptions['track'] = {},
  options: Partial<Omit<LocalStackOptions, 'track' | 'onLine'>> = {},
): Promise<RunningStack> {
  const lines: string[] = [];
  const stack = await startLocalStack({
    template: process.env['TEST_TEMPLATE'] ?? '',
    config: resolveConfig(connectorConfig, 'local'),
    track,
    ...options,
    onLine: (line) => lines.push(line),
  });
  return {
    ...stack,
    lines,
    production: stack.track.workspace('cinema production'),
    sandbox: stack.track.workspace('cinema sandbox'),
    async accept(webhook) {
      const body = Buffer.from(JSON.stringify(webhook));
      const url = `${stack.url}/webhooks/cinema`;
      const { status } = await postWebhook(url, body, stack.sharedSecrets['cinema'] ?? '');
      expect(status).toBe(200);
    },
    drain: () => stack.eventSource.drain(),
    skipWaiting: async () => {
      for (const { receiptHandle } of stack.messages('events')) {
        if (receiptHandle === undefined) continue;
        await stack.sqs.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: stack.eventsQueueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: 0,
          }),
        );
      }
    },
    logged: (message) =>
      lines
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((fields) => fields['message'] === message),
  };
}

/** A sample webhook, with some of its attributes changed. */
export function sample(name: string, changes: object = {}): Record<string, unknown> {
  const path = new URL(`../../tools/local/samples/${name}.json`, import.meta.url);
  return { ...JSON.parse(readFileSync(path, 'utf8')), ...changes };
}
