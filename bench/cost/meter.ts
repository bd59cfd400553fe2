import { isObject } from '../../shared/is-object.ts';
import { startAwsProxy } from '../../tools/local/aws-proxy.ts';
import { logBytes } from './deployment.ts';

/** What AWS meters, of some webhooks. */
export interface Counts {
  /** By name, such as `SendMessage`. */
  readonly calls: Readonly<Record<string, number>>;
  /** Requests that SQS bills: it counts each 64 kB of a call. */
  readonly sqsRequests: number;
  readonly receiveInvocations: number;
  readonly deliverInvocations: number;
  /** What the functions have written, with the overhead of each line. */
  readonly logBytes: number;
}

const SQS_REQUEST_BYTES = 64 * 1024;

/** Stands in the places where a bill is made. */
export class Meter {
  /** Custom metrics that ever came up: namespace, dimensions and name. */
  readonly metrics = new Set<string>();
  #calls: Record<string, number> = {};
  #sqsRequests = 0;
  #receiveInvocations = 0;
  #deliverInvocations = 0;
  #logBytes = 0;

  /** What was counted since the last time. */
  take(): Counts {
    const counts = {
      calls: this.#calls,
      sqsRequests: this.#sqsRequests,
      receiveInvocations: this.#receiveInvocations,
      deliverInvocations: this.#deliverInvocations,
      logBytes: this.#logBytes,
    };
    this.#calls = {};
    this.#sqsRequests = this.#receiveInvocations = this.#deliverInvocations = this.#logBytes = 0;
    return counts;
  }

  /** @param payload of the request or the answer, whichever has one */
  addSqsCall(action: string, payload: object): void {
    this.#calls[action] = (this.#calls[action] ?? 0) + 1;
    this.#sqsRequests += Math.ceil(JSON.stringify(payload).length / SQS_REQUEST_BYTES);
  }

  addSecretsCall(action: string): void {
    this.#calls[action] = (this.#calls[action] ?? 0) + 1;
  }

  addReceive(): void {
    this.#receiveInvocations += 1;
  }

  addDeliver(): void {
    this.#deliverInvocations += 1;
  }

  addLine(line: string): void {
    this.#logBytes += logBytes([line]);
    for (const metric of metricsIn(line)) this.metrics.add(metric);
  }
}

/** Between the functions and the services. */
export function meteredServices(meter: Meter) {
  const servers: { close(): Promise<void> }[] = [];
  async function open(...[endpoint, interfere]: Parameters<typeof startAwsProxy>): Promise<string> {
    const server = await startAwsProxy(endpoint, interfere);
    servers.push(server);
    return server.origin;
  }
  return {
    sqs: (endpoint: string) =>
      open(endpoint, ({ action, input }, passOn) => {
        meter.addSqsCall(action, input);
        return passOn();
      }),
    secrets: (endpoint: string) =>
      open(endpoint, ({ action }, passOn) => {
        meter.addSecretsCall(action);
        return passOn();
      }),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** Of a line in CloudWatch's embedded metric format. */
function metricsIn(line: string): string[] {
  if (!line.includes('"_aws"')) return [];
  const record: unknown = JSON.parse(line);
  if (!isObject(record) || !isObject(record['_aws'])) return [];
  const directives = record['_aws']['CloudWatchMetrics'] as {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
  return directives.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = names.toSorted().map((name) => `${name}=${record[name]}`);
      return Metrics.map(({ Name }) => [Namespace, ...dimensions, Name].join(' '));
    }),
  );
}
