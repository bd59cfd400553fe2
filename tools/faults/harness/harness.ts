import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { startAwsProxy } from '../../local/aws-proxy.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/local-stack.ts';
import type { RunClock } from '../../local/run-clock.ts';
import type { LocalServer } from '../../track-api/http.ts';
import { type AwsFaultsSettings, createAwsFaults } from '../injection/aws-faults.ts';

interface HarnessOptions
  extends Pick<LocalStackOptions, 'template' | 'config' | 'track' | 'onLine' | 'onDelivery'> {
  readonly clock: RunClock;
  readonly awsFaults: Omit<AwsFaultsSettings, 'functions' | 'redeliver' | 'speed'>;
}

/** Starts the local stage with proxies in front of SQS, DynamoDB and Secrets Manager, which inject faults. */
export async function startHarness({ clock, awsFaults, ...options }: HarnessOptions): Promise<LocalStack> {
  const proxies: LocalServer[] = [];
  let stack: LocalStack | undefined;
  const running = (): LocalStack => {
    if (stack === undefined) throw new Error('a function was at work before the stage was ready');
    return stack;
  };
  const interfere = createAwsFaults({
    ...awsFaults,
    speed: clock.reading().speed,
    functions: running,
    redeliver: async (ReceiptHandle) => {
      const { sqs, eventsQueueUrl: QueueUrl } = running();
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    },
  });
  const through = async (endpoint: string) => {
    const proxy = await startAwsProxy(endpoint, interfere);
    proxies.push(proxy);
    return proxy.origin;
  };
  stack = await startLocalStack({
    ...options,
    clock: () => clock.reading(),
    between: { sqs: through, secrets: through, dynamodb: through },
  });
  const { stop } = stack;
  return {
    ...stack,
    async stop() {
      await stop();
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}
