import type { EventOperation, IdentifyOperation } from '../../../shared/customerio/operations.ts';
import type { RehearsedRequest } from './rehearse.ts';

/** Whether an identify's attribute is in the requests: merging leaves out what a newer webhook of the batch says anew. */
export type IsWritten = (workspace: string, identify: IdentifyOperation, attribute: string) => boolean;

export function writesOf(requests: readonly RehearsedRequest[]): IsWritten {
  const keyOf = (
    workspace: string,
    { identifiers, timestamp, attributes }: IdentifyOperation,
    name: string,
  ) => JSON.stringify([workspace, identifiers, timestamp, name, attributes[name]]);
  const writes = new Set(
    requests.flatMap(({ workspace, body }) => {
      const { batch }: { batch: (IdentifyOperation | EventOperation)[] } = JSON.parse(body);
      return batch
        .filter((operation) => operation.action === 'identify')
        .flatMap((identify) =>
          Object.keys(identify.attributes).map((name) => keyOf(workspace.secret.name, identify, name)),
        );
    }),
  );
  return (workspace, identify, name) => writes.has(keyOf(workspace, identify, name));
}
