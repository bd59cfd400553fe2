import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLambdaFunction, type LambdaFunction } from '../../../tools/local/lambda/lambda-function.ts';

let directory: string;
const started: LambdaFunction[] = [];
const lines: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lambda-function-'));
});

afterEach(async () => {
  for (const worker of started.splice(0)) await worker.stop();
  lines.length = 0;
  rmSync(directory, { recursive: true });
});

function createWorker(
  handler: string,
  environment: Record<string, string> = {},
  timeoutSeconds = 30,
): LambdaFunction {
  writeFileSync(join(directory, 'index.mjs'), `export async function handler(event) { ${handler} }`);
  const resource = { logicalId: 'Worker', directory, environment, timeoutSeconds, memoryMb: 512 };
  const worker = createLambdaFunction(resource, {
    environment: {},
    maxEnvironments: 2,
    onLine: (line) => lines.push(line),
  });
  started.push(worker);
  return worker;
}

describe('usage', () => {
  const MEBIBYTE = 2 ** 20;
  /** Takes as much memory and time as it is told. */
  const WORK = `
    Buffer.alloc(event.megabytes * 2 ** 20, 1);
    const endsAtMs = Date.now() + event.ms;
    while (Date.now() < endsAtMs);`;

  test('is what each execution environment has used, and nothing of the process that started it', async () => {
    const held = Buffer.alloc(400 * MEBIBYTE, 1);
    const worker = createWorker(WORK);
    await Promise.all([
      worker.invoke({ megabytes: 200, ms: 0 }),
      worker.invoke({ megabytes: 1, ms: 300 }), // in an environment of its own
    ]);

    const usages = await worker.usage();

    const peaks = usages
      .map(({ peakMemoryBytes }) => peakMemoryBytes / MEBIBYTE)
      .sort((one, other) => one - other);
    expect(peaks).toHaveLength(2);
    expect(peaks[0]).toBeLessThan(200);
    expect(peaks[1]).toBeGreaterThan(200);
    expect(peaks[1]).toBeLessThan(held.length / MEBIBYTE);
    expect(Math.min(...usages.map(({ cpuMs }) => cpuMs))).toBeGreaterThan(0);
  });

  test('is empty before there is an execution environment', async () => {
    expect(await createWorker(WORK).usage()).toEqual([]);
  });
});

describe('the heap', () => {
  const LIMITS = `return process.execArgv.filter((flag) => flag.includes('space-size'));`;

  test('may become as large as in Lambda', async () => {
    expect(await createWorker(LIMITS).invoke({})).toEqual({
      kind: 'result',
      result: ['--max-semi-space-size=25', '--max-old-space-size=461'],
    });
  });

  test.each(['--max-semi-space-size=4', '--max_old_space_size=300'])(
    'is left to NODE_OPTIONS=%s',
    async (flag) => {
      expect(await createWorker(LIMITS, { NODE_OPTIONS: flag }).invoke({})).toEqual({
        kind: 'result',
        result: [],
      });
    },
  );
});

describe('what Lambda writes into the log', () => {
  const report = (record: object) => ({
    type: 'platform.report',
    record: {
      requestId: expect.any(String),
      metrics: { durationMs: expect.any(Number), memorySizeMB: 512 },
      ...record,
    },
  });
  const thrown = {
    level: 'ERROR',
    message: { errorType: 'RangeError', errorMessage: 'too far', stackTrace: expect.any(Array) },
  };

  test.each([
    { ended: 'well', handler: 'return 1;', written: [] },
    {
      ended: 'by its timeout',
      handler: 'for (;;);',
      timeoutSeconds: 0.5,
      written: [report({ status: 'timeout' })],
    },
    {
      ended: 'with its process',
      handler: 'process.exit(1);',
      written: [report({ status: 'error', errorType: 'Runtime.ExitError' })],
    },
    {
      ended: 'by an exception',
      handler: "throw new RangeError('too far');",
      written: [thrown, report({ status: 'error', errorType: 'RangeError' })],
    },
  ])('of an invocation that ended $ended', async ({ handler, timeoutSeconds, written }) => {
    await createWorker(handler, {}, timeoutSeconds).invoke({});

    expect(lines.map((line) => JSON.parse(line))).toEqual(
      written.map((line) => expect.objectContaining(line)),
    );
  });
});
