/**
 * Code of an adopter who also stores each person: for each webhook a put of the person with DynamoDB's document client,
 * then the batch call of customerio-node. It stores the last values without a sum, and reads nothing.
 *
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/javascript_dynamodb_code_examples.html
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { required } from '../../../functions/settings.ts';
import { answerAsWorker, failuresOf } from '../worker.ts';
import { sendBatch } from './customerio-node-batch-call.ts';
import { toPeerEvent } from './peer-event.ts';

const table = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = required(process.env, 'PEOPLE_TABLE');

answerAsWorker(async (event) => {
  const events = event.Records.map(toPeerEvent);
  const stored = await Promise.allSettled(
    events.map(({ userId, createdAtSeconds, traits }) =>
      table.send(
        new PutCommand({ TableName, Item: { person: userId, updated_at: createdAtSeconds, ...traits } }),
      ),
    ),
  );
  const [sent] = await Promise.allSettled([sendBatch(events)]);
  return failuresOf(
    event,
    stored.map((result) => (result.status === 'fulfilled' ? sent : result)),
  );
});
