import { isObject } from '../../shared/is-object.ts';
import { contractFaults, type ItemFault } from './contract.ts';
import { ruleFaults } from './item-rules.ts';
import type { Operation } from './operation.ts';

export type Judgement =
  | { readonly kind: 'valid'; readonly operation: Operation }
  /** At least one fault, at most one a field. */
  | { readonly kind: 'invalid'; readonly faults: readonly ItemFault[] };

export function judgeItem(item: unknown, strict: boolean): Judgement {
  if (!isObject(item)) return { kind: 'invalid', faults: [{ field: '', message: 'must be an object' }] };
  const byField = new Map<string, ItemFault>();
  for (const fault of [...contractFaults(item, strict), ...ruleFaults(item, strict)]) {
    if (!byField.has(fault.field)) byField.set(fault.field, fault);
  }
  // The contract has just said that it is one.
  if (byField.size === 0) return { kind: 'valid', operation: item as unknown as Operation };
  return { kind: 'invalid', faults: [...byField.values()] };
}
