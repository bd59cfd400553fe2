import { startQueues } from '../../../tools/local/start-queues.ts';

test('listens on the loopback address only', async () => {
  const queues = await startQueues('eu-west-1');

  expect(queues.address).toBe(`http://127.0.0.1:${queues.port}`);

  await queues.stop();
});
