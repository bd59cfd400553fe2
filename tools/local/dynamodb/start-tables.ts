import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { sendAnswer } from '../../track-api/http.ts';
import type { TableResource } from '../template/read-template.ts';
import { type CallDynamoDb, executeStatements, type StatementBatch } from './execute-statements.ts';

/** A local DynamoDB with the tables of the template. */
export interface LocalTables {
  /** Value for `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoint: string;
  /** Calls DynamoDB directly, even if a proxy is between it and the functions. */
  readonly client: DynamoDBClient;
  createTable(table: TableResource): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an in-memory DynamoDB in this process, on the loopback interface. */
export async function startTables(region: string): Promise<LocalTables> {
  const partitionKeys = new Map<string, string>();
  const server = withStatements(dynalite({ createTableMs: 0 }), (table) => partitionKeys.get(table) ?? '');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = endpointOf(server);
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    endpoint,
    client,
    async createTable({ logicalId, partitionKey }) {
      partitionKeys.set(logicalId, partitionKey);
      await client.send(
        new CreateTableCommand({
          TableName: logicalId,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: partitionKey, AttributeType: 'S' }],
          KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
        }),
      );
    },
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const TARGET = 'DynamoDB_20120810.';

/** Answers the one call that dynalite does not know, and leaves it all others. */
function withStatements(server: Server, partitionKeyOf: (table: string) => string): Server {
  const [answerOthers] = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  return server.on('request', async (request, response) => {
    if (request.headers['x-amz-target'] !== `${TARGET}BatchExecuteStatement`) {
      return answerOthers?.(request, response);
    }
    const { authorization = '', 'x-amz-date': date = '', 'content-type': type = '' } = request.headers;
    const call: CallDynamoDb = async (action, input) => {
      const answer = await fetch(endpointOf(server), {
        method: 'POST',
        headers: {
          authorization,
          'x-amz-date': String(date),
          'content-type': type,
          'x-amz-target': TARGET + action,
        },
        body: JSON.stringify(input),
      });
      return { status: answer.status, body: (await answer.json()) as object as Record<string, unknown> };
    };
    const batch = (await json(request)) as StatementBatch;
    sendAnswer(response, await executeStatements(batch, partitionKeyOf, call));
  });
}

function endpointOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
