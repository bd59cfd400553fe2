import { setTimeout as wait } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { createHttpPost, type HttpAnswer, type HttpProxy } from '../../../shared/http-post.ts';
import type { Attribute, ReadItem, TableItem } from '../../../shared/people/table-item.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import { SERVICE_LIMITS } from '../../service-limits.ts';
import { Sha256 } from './sha256.ts';

/**
 * The calls of DynamoDB that the people table needs, as its JSON API writes them: bytes are in base 64. Each throws an
 * `Error` with DynamoDB's name of what it refuses, or with the code of what kept it from answering.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/
 */
export interface DynamoDb {
  batchGetItem(input: BatchGetItemInput): Promise<BatchGetItemOutput>;
  putItem(input: PutItemInput): Promise<unknown>;
  /** Runs up to 25 statements, each by itself: an answer says of each of them how it went. */
  batchExecuteStatement(input: BatchExecuteStatementInput): Promise<BatchExecuteStatementOutput>;
}

interface BatchGetItemInput {
  RequestItems: Record<
    string,
    { Keys: Record<string, { S: string }>[]; ConsistentRead: boolean; ProjectionExpression?: string }
  >;
}

interface BatchGetItemOutput {
  readonly Responses?: Readonly<Record<string, readonly ReadItem[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys?: readonly ReadItem[] }>>;
}

export interface PutItemInput {
  TableName: string;
  Item: TableItem;
  ConditionExpression: string;
  ExpressionAttributeValues?: Record<string, { N: string }>;
}

interface BatchExecuteStatementInput {
  Statements: Statement[];
}

/** A statement of PartiQL, with a `?` for each parameter. */
export interface Statement {
  Statement: string;
  Parameters: Attribute[];
}

interface BatchExecuteStatementOutput {
  /** In the order of the statements. */
  readonly Responses?: readonly StatementResponse[];
}

export interface StatementResponse {
  readonly Error?: { readonly Code?: string };
}

export interface DynamoDbPlace {
  readonly url: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** The identity of a caller at AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of a role. */
  readonly sessionToken?: string;
}

/** The largest answer: 16 MB of items, and what base 64 and JSON add. */
const MAX_ANSWER_BYTES = 32_000_000;
/** Calls on their way at once. Further ones wait for a connection within their own time: a table that hangs takes no longer. */
const MAX_CONNECTIONS = 50;
const MAX_ATTEMPTS = 3;
/** Ceiling of the wait before the second attempt, in milliseconds; before the third it is twice as long. */
const BACKOFF_MS = 100;

const PASSING_STATUSES: ReadonlySet<number> = new Set([500, 502, 503, 504]);
const THROTTLING: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/**
 * A client of DynamoDB with nothing but what the people table needs, over the SDK's signer. For a put the SDK's own client
 * takes several times the CPU of signing and sending it, and there is one for each person of a batch.
 */
export function createDynamoDb({ url, region, credentials }: DynamoDbPlace, proxy?: HttpProxy): DynamoDb {
  const { href, host, hostname, protocol } = new URL('/', url);
  const post = createHttpPost(new URL(href), MAX_ANSWER_BYTES, {
    maxConnections: MAX_CONNECTIONS,
    proxy,
  });
  const signer = new SignatureV4({
    service: 'dynamodb',
    region,
    credentials,
    sha256: Sha256,
    applyChecksum: false, // S3 alone wants that header
  });

  async function call(action: string, input: object): Promise<object> {
    const body = JSON.stringify(input);
    const request = {
      method: 'POST',
      protocol,
      hostname,
      path: '/',
      query: {},
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${action}`,
      },
      body,
    };
    for (let attempt = 1; ; attempt += 1) {
      const { headers } = await signer.sign(request);
      const answer = await post(headers, Buffer.from(body), SERVICE_LIMITS.requestTimeout);
      const output = answer.cause === undefined ? toObject(answer.text) : undefined;
      if (answer.status === 200 && output !== undefined) return output;
      const error = errorOf(answer, output);
      if (attempt === MAX_ATTEMPTS || !isPassing(answer, error)) throw error;
      await wait(Math.random() * BACKOFF_MS * 2 ** (attempt - 1));
    }
  }

  return {
    batchGetItem: (input) => call('BatchGetItem', input),
    putItem: (input) => call('PutItem', input),
    batchExecuteStatement: (input) => call('BatchExecuteStatement', input),
  };
}

function errorOf({ status, headers, cause }: HttpAnswer, output: Record<string, unknown> = {}): Error {
  if (cause !== undefined) return Object.assign(new Error('no answer of DynamoDB'), { code: cause });
  const { __type: type } = output;
  const name = typeof type === 'string' ? type.slice(type.indexOf('#') + 1) : `HTTP-${status}`;
  const requestId = headers['x-amzn-requestid'];
  return Object.assign(new Error('refused by DynamoDB'), { name, $metadata: { requestId } });
}

/** Without an answer the write may have happened; repeated, its condition refuses it, and the record is read again. */
function isPassing({ status, cause }: HttpAnswer, { name }: Error): boolean {
  return cause !== undefined || PASSING_STATUSES.has(status ?? 0) || THROTTLING.has(name);
}
