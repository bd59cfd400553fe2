import { type IdentifyOperation, isRemoval } from '../track-api/operation.ts';
import type { AppliedOperation } from './people-journal.ts';

/** A write of an attribute at the stand-in. */
export interface Write {
  readonly name: string;
  /** Undefined if the write clears it. */
  readonly value: unknown;
  /** The value just before. */
  readonly before: unknown;
  /** Unix seconds of its change. */
  readonly timestamp: number;
  readonly arrivedAtMs: number;
  /** False if a newer write was already there. */
  readonly counted: boolean;
  readonly operation: IdentifyOperation;
}

/**
 * Returns all writes of a person's attributes in the order of arrival. @param operations operations of that person, in
 * that order
 */
export function writesOf(operations: readonly AppliedOperation[]): Write[] {
  const held = new Map<string, Pick<Write, 'value' | 'timestamp'>>();
  const writes: Write[] = [];
  for (const { operation, result, atMs } of operations) {
    if (operation.type !== 'person' || operation.action !== 'identify' || result.kind !== 'stored') continue;
    const { timestamp = Math.floor(atMs / 1000), attributes = {} } = operation;
    for (const [name, sent] of Object.entries(attributes)) {
      const value = isRemoval(sent) ? undefined : sent;
      const before = held.get(name);
      const counted = before === undefined || before.timestamp <= timestamp;
      writes.push({ name, value, before: before?.value, timestamp, arrivedAtMs: atMs, counted, operation });
      if (counted) held.set(name, { value, timestamp });
    }
  }
  return writes;
}
