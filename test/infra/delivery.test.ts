import { configOf, connection } from './config-of.ts';
import { synthesized, toText } from './synthesized.ts';

test.each([
  { maximumConcurrency: 2, batchingWindowSeconds: 1 },
  { maximumConcurrency: 40, batchingWindowSeconds: 20 },
])(
  'deliver takes batches of 600 from the events queue, $maximumConcurrency at a time, within $batchingWindowSeconds s',
  async ({ maximumConcurrency, batchingWindowSeconds }) => {
    const template = await synthesized(
      configOf({ cinema: connection }, { maximumConcurrency, batchingWindowSeconds }),
    );
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));

    expect(
      mappings.map(({ Properties: { EventSourceArn, FunctionName, ...settings } }) => ({
        from: toText(EventSourceArn),
        to: toText(FunctionName),
        ...settings,
      })),
    ).toEqual([
      {
        from: 'QueuesEvents.Arn',
        to: 'DeliveryDeliverFunction',
        BatchSize: 600,
        MaximumBatchingWindowInSeconds: batchingWindowSeconds,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: maximumConcurrency },
      },
    ]);
  },
);

test('the heap of deliver is kept small, and leaves a tenth of the memory to the rest of the process', async () => {
  const template = await synthesized(configOf({ cinema: connection }));

  template.hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: 512,
    Environment: {
      Variables: {
        POWERTOOLS_SERVICE_NAME: 'deliver',
        NODE_OPTIONS: '--max-semi-space-size=10 --max-old-space-size=460',
        MALLOC_ARENA_MAX: '1',
      },
    },
  });
});
