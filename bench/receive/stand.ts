import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleModule } from '../measure/bundle.ts';
import { type Child, startChild } from '../measure/child.ts';
import type { Spent } from '../measure/function-child.ts';
import { createLambda } from '../measure/lambda.ts';
import type { AwsEnvironment, AwsQuestion, Came } from './aws-child.ts';
import { bundleContenders, CONNECTION, type Contender, SECRET_NAME } from './contenders.ts';
import { signedEvents } from './signed-events.ts';

const SHARED_SECRET = 'shared-secret-of-the-benchmark';
/** Lambda's timeout of `receive`. */
const TIMEOUT_MS = 8_000;

/** Bundles, servers and signed webhooks for all measurements of `receive`. */
export interface Stand {
  readonly contenders: readonly Contender[];
  startFunction(): Promise<ReceiveFunction>;
  /** Starts `receive` with a backend, until it is ready. */
  startRelay(): Promise<RelayFunction>;
  /** Starts the bare pass-through, until it is ready. */
  startPassThrough(): Promise<RelayFunction>;
  stop(): Promise<void>;
}

/** An execution environment before it loads a bundle. */
export interface ReceiveFunction {
  start(bundle: string, until: 'imported' | 'ready'): Promise<Spent>;
  /** Sends signed webhooks one after the other. @throws if one is not answered with 200, or is then not in the queue */
  request(count: number): Promise<Spent>;
  stop(): Promise<void>;
}

/** An execution environment that relays webhooks to a backend. */
export interface RelayFunction {
  /** Relays webhooks one after the other. @throws if one is not answered with 200, or did not reach the backend */
  relay(count: number): Promise<Spent & Pick<Came, 'backendMs'>>;
  stop(): Promise<void>;
}

/** Starts the servers and bundles the contenders. Call `stop` to remove them. */
export async function setUpStand(hasPeers: boolean): Promise<Stand> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-receive-'));
  let aws: Child | undefined;
  async function stop(): Promise<void> {
    await aws?.stop();
    rmSync(directory, { recursive: true });
  }
  try {
    const contenders = await bundleContenders(directory, hasPeers);
    const receiveBundle = contenders.find(({ name }) => name === 'receive')?.bundle ?? '';
    const passThrough = await bundleModule(pathOf('pass-through.ts'), join(directory, 'pass-through'));
    const startLambda = await createLambda(directory);
    const server = await startChild(pathOf('aws-child.ts'), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    aws = server;
    const environment = await openAws(server);
    return {
      contenders,
      async startFunction() {
        const lambda = await startLambda({ ...environment, POWERTOOLS_SERVICE_NAME: 'receive' });
        const events = signedEvents(SHARED_SECRET, CONNECTION);
        return {
          start: lambda.start,
          stop: lambda.stop,
          async request(count) {
            const answer = { statusCode: 200 };
            const spent = await lambda.invoke({ events, count, answer, timeoutMs: TIMEOUT_MS });
            const { stored } = await cameTo(server);
            if (stored !== count) throw new Error(`${count} webhooks were accepted, and ${stored} stored`);
            return spent;
          },
        };
      },
      startRelay: () => startRelaying(receiveBundle, { RELAY_URL: environment['BACKEND_URL'] }),
      startPassThrough: () => startRelaying(passThrough, {}),
      stop,
    };

    async function startRelaying(bundle: string, more: NodeJS.ProcessEnv): Promise<RelayFunction> {
      const lambda = await startLambda({ ...environment, ...more, POWERTOOLS_SERVICE_NAME: 'receive' });
      const events = signedEvents(SHARED_SECRET, CONNECTION);
      await lambda.start(bundle, 'ready');
      return {
        stop: lambda.stop,
        async relay(count) {
          const spent = await lambda.invoke({
            events,
            count,
            answer: { statusCode: 200 },
            timeoutMs: TIMEOUT_MS,
          });
          const { relayed, backendMs } = await cameTo(server);
          if (relayed !== count)
            throw new Error(`${count} webhooks were accepted, and ${relayed} at the backend`);
          return { ...spent, backendMs };
        },
      };
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

function openAws(aws: Child): Promise<AwsEnvironment> {
  const secretValue = JSON.stringify({ sharedSecret: SHARED_SECRET });
  const question: AwsQuestion = { kind: 'open', secretName: SECRET_NAME, secretValue };
  return aws.ask<AwsEnvironment>(question);
}

function cameTo(aws: Child): Promise<Came> {
  const question: AwsQuestion = { kind: 'count' };
  return aws.ask<Came>(question);
}

const pathOf = (module: string) => fileURLToPath(new URL(module, import.meta.url));
