import { createDynamoDb, type DynamoDb } from '../../../../functions/deliver/people/dynamodb.ts';
import { tableFault } from '../../../../functions/deliver/people/table-fault.ts';
import { type Answer, type LocalServer, sendAnswer, serve } from '../../../../tools/track-api/http.ts';
import { refusal } from '../../../support/table-proxy.ts';

/** What DynamoDB answers, one call after the other; the last one also to those that follow. */
let answers: (Answer | 'reset')[];
let calls: { target: unknown; input: unknown }[];
let server: LocalServer;
let dynamodb: DynamoDb;
beforeAll(async () => {
  server = await serve(async ({ headers }, body, response) => {
    calls.push({ target: headers['x-amz-target'], input: JSON.parse(body.toString('utf8')) });
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? 'reset';
    if (answer === 'reset') response.socket?.resetAndDestroy();
    else sendAnswer(response, answer);
  });
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  dynamodb = createDynamoDb({ url: server.origin, region: 'eu-west-1', credentials });
});
beforeEach(() => {
  calls = [];
});
afterAll(() => server.close());

const PUT = { TableName: 'people', Item: { person: { S: 'é' } }, ConditionExpression: 'revision = :read' };
const OK: Answer = { status: 200, body: {} };

test('sends the call and gives its output', async () => {
  answers = [{ status: 200, body: { UnprocessedKeys: { people: { Keys: [] } } } }];

  expect(await dynamodb.batchGetItem({ RequestItems: {} })).toEqual({
    UnprocessedKeys: { people: { Keys: [] } },
  });
  await dynamodb.putItem(PUT);
  expect(calls).toEqual([
    { target: 'DynamoDB_20120810.BatchGetItem', input: { RequestItems: {} } },
    { target: 'DynamoDB_20120810.PutItem', input: PUT },
  ]);
});

test.each([
  { what: 'a connection that breaks', answer: 'reset' as const },
  { what: 'a fault of DynamoDB', answer: refusal(500, 'InternalServerError') },
  { what: 'a page of something before it', answer: { status: 503, body: '<html>' } },
  { what: 'throttling', answer: refusal(400, 'ProvisionedThroughputExceededException') },
])('calls again after $what', async ({ answer }) => {
  answers = [answer, answer, OK];

  expect(await dynamodb.putItem(PUT)).toEqual({});
  expect(calls).toHaveLength(3);
});

test.each([
  { what: 'a condition that does not hold', answer: refusal(400, 'ConditionalCheckFailedException') },
  { what: 'a missing grant', answer: refusal(400, 'AccessDeniedException') },
])('does not call again after $what', async ({ answer }) => {
  answers = [answer, OK];

  await expect(dynamodb.putItem(PUT)).rejects.toThrow('refused by DynamoDB');
  expect(calls).toHaveLength(1);
});

test.each([
  { answer: 'reset' as const, error: 'ECONNRESET', fault: 'transient' },
  { answer: refusal(500, 'InternalServerError'), error: 'InternalServerError', fault: 'transient' },
  { answer: { status: 502, body: '<html>' }, error: 'HTTP-502', fault: 'transient' },
  { answer: { status: 200, body: 'cut o' }, error: 'HTTP-200', fault: 'transient' },
  {
    answer: refusal(400, 'ResourceNotFoundException'),
    error: 'ResourceNotFoundException',
    fault: 'configuration',
  },
])('$error tells what it was that did not pass', async ({ answer, error, fault }) => {
  answers = [answer];

  const failure = await dynamodb.putItem(PUT).catch(tableFault);
  expect(failure).toEqual({ kind: 'failed', fault, cause: { kind: 'people-table', error } });
});
