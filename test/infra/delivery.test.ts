import { configOf, connection } from './config-of.ts';
import { synthesized, toText } from './synthesized.ts';

test.each([2, 40])(
  'deliver takes batches of 50 from the events queue, %d at a time',
  async (maximumConcurrency) => {
    const template = await synthesized(configOf({ cinema: connection }, { maximumConcurrency }));
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
        BatchSize: 50,
        MaximumBatchingWindowInSeconds: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: maximumConcurrency },
      },
    ]);
  },
);
