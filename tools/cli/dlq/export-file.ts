import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { SqsAttributes } from '../../../shared/dead-letters/dead-letter.ts';
import type { OutgoingMessage } from '../../../shared/dead-letters/send-messages.ts';
import { UsageError } from '../base/usage-error.ts';

/** A line of an export: everything that `import` needs, and the former id of the message. */
const lineSchema = z.object({
  messageId: z.string(),
  body: z.string().check(z.minLength(1)),
  attributes: z.record(
    z.string(),
    z.object({ type: z.string(), text: z.optional(z.string()), base64: z.optional(z.string()) }),
  ),
});

export interface ExportedMessage extends OutgoingMessage {
  readonly messageId: string;
}

/** An export file that is being written. */
export interface ExportFile {
  add(message: ExportedMessage): Promise<void>;
  /** Resolves once everything is on disk. */
  close(): Promise<void>;
}

/**
 * Creates an export file that only this user can read. @throws {UsageError} if the file exists, because exports are
 * never overwritten
 */
export async function createExportFile(path: string): Promise<ExportFile> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new UsageError(`${path} exists: name another file.`) : error;
  });
  return {
    add: async (message) => {
      await file.write(`${toLine(message)}\n`);
    },
    async close() {
      await file.sync();
      await file.close();
    },
  };
}

/**
 * Yields the messages of an export, in order.
 *
 * @throws with the number of an invalid line
 */
export async function* readExportFile(path: string): AsyncGenerator<ExportedMessage, void> {
  const file = await open(path);
  let number = 0;
  for await (const line of file.readLines()) {
    number += 1;
    if (line.trim() === '') continue;
    yield parseLine(line, `${path}, line ${number}`);
  }
}

function toLine({ messageId, body, attributes }: ExportedMessage): string {
  return JSON.stringify({
    messageId,
    body,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          type: DataType,
          text: StringValue,
          base64: BinaryValue && Buffer.from(BinaryValue).toString('base64'),
        },
      ]),
    ),
  });
}

function parseLine(line: string, place: string): ExportedMessage {
  try {
    const { messageId, body, attributes } = lineSchema.parse(JSON.parse(line));
    return { messageId, body, attributes: toSqsAttributes(attributes) };
  } catch (error) {
    throw new Error(`${place} is not a dead letter in the format of \`export\``, { cause: error });
  }
}

function toSqsAttributes(attributes: z.infer<typeof lineSchema>['attributes']): SqsAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, text, base64 }]): [string, MessageAttributeValue] => [
      name,
      {
        DataType: type,
        ...(text === undefined ? {} : { StringValue: text }),
        ...(base64 === undefined ? {} : { BinaryValue: Buffer.from(base64, 'base64') }),
      },
    ]),
  );
}
