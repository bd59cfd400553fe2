import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { TableResource } from './template/read-template.ts';

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
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    endpoint,
    client,
    async createTable({ logicalId, partitionKey }) {
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
