import type { Workspace } from '../../shared/config/resolved.ts';
import type { Adjustment } from '../../shared/mapping/adjustment.ts';
import { type Mapped, toOperations } from '../../shared/mapping/map-event.ts';

/**
 * The operations of one webhook as JSON texts. The objects are garbage as soon as they are written: those of a whole batch,
 * kept until Customer.io has answered, would be copied by each collection.
 */
export interface SentOperations {
  readonly kind: 'operations';
  readonly workspace: Workspace;
  /** Of the person as far as they are known; at least one of the two is there. */
  readonly identify: string | undefined;
  readonly event: string | undefined;
  readonly adjustments: readonly Adjustment[];
}

export function parseOperations({
  workspace,
  identify,
  event,
  adjustments,
}: SentOperations): Extract<Mapped, { kind: 'operations' }> {
  const parsed = (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text));
  return toOperations(workspace, parsed(identify), parsed(event), adjustments);
}
