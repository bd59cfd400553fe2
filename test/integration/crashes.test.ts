import { found, shown } from '../support/logs-insights.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';
import { savedQueries } from '../support/saved-query.ts';

let stack: RunningStack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(async () => {
  await stack.stop();
});

const query = savedQueries().get('crashes') ?? '';
const crashes = () => found(query, stack.lines).map((line) => shown(query, line));

test('a deliver that dies at work is found by the saved query, with no line of what works', async () => {
  await stack.accept(sample('trial-started'));
  await stack.drain();
  expect(crashes()).toEqual([]);
  await stack.accept(sample('subscription-renewed'));
  stack.track.faults.next({ status: 500 }, { onStruck: () => stack.deliver.signalAtWork('SIGKILL') });

  await stack.drain();

  expect(crashes()).toEqual([
    {
      type: 'platform.report',
      status: 'error',
      error: 'Runtime.ExitError',
      ms: expect.any(Number),
      request: expect.any(String),
    },
  ]);
});

test('what a handler throws is found, with its type and message', async () => {
  await stack.deliver.invoke({}); // Lambda never invokes it without records

  expect(crashes()).toMatchObject([
    { error: 'TypeError', said: expect.any(String), request: expect.any(String) },
    { type: 'platform.report', status: 'error', error: 'TypeError' },
  ]);
});
