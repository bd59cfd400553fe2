import { type HttpExchange, startHttpApi } from '../../../tools/local/http-api.ts';
import type { LambdaFunction } from '../../../tools/local/lambda/lambda-function.ts';

/** The function is never reached. */
const receive = { invoke: () => Promise.reject(new Error('invoked')) } as unknown as LambdaFunction;

test.each([
  {
    what: 'another path',
    method: 'POST',
    path: '/elsewhere',
    status: 404,
    answer: '{"message":"Not Found"}',
  },
  {
    what: 'another method',
    method: 'GET',
    path: '/webhooks/cinema',
    status: 404,
    answer: '{"message":"Not Found"}',
  },
  {
    what: 'a path that is none',
    method: 'POST',
    path: '/%',
    status: 400,
    answer: '{"message":"Bad Request"}',
  },
])('tells in words what API Gateway itself answers to $what', async ({ method, path, status, answer }) => {
  const exchanges: HttpExchange[] = [];
  const api = await startHttpApi(
    { routeKey: 'POST /webhooks/{connection+}', function: receive },
    0,
    (exchange) => exchanges.push(exchange),
  );

  await fetch(`${api.origin}${path}`, { method });
  await api.close();

  expect(exchanges).toMatchObject([{ status, answer }]);
});
