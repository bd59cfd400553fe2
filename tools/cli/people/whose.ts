import type { ResolvedConfig, ResolvedConnection } from '../../../shared/config/resolved.ts';
import type { Identifiers } from '../../../shared/customerio/operations.ts';
import { ownerOf } from '../../../shared/mapping/identity.ts';
import { personKeyOf } from '../../../shared/people/person-key.ts';

/** A person of the people table that an id may stand for. */
export interface Whose {
  readonly key: string;
  readonly connection: string;
  readonly environment: string;
  readonly identifiers: Identifiers;
}

const ENVIRONMENTS = ['PRODUCTION', 'SANDBOX'] as const;

/** Returns all people that an id of the app may stand for: in each connection and environment that is not dropped. */
export function whoseIs(id: string, { connections }: Pick<ResolvedConfig, 'connections'>): Whose[] {
  return Object.entries(connections).flatMap(([connection, settings]) =>
    ENVIRONMENTS.filter((environment) => settings.environments[environment] !== 'drop').flatMap(
      (environment) =>
        identifiersOf(id, settings).map((identifiers) => ({
          key: personKeyOf(connection, environment, identifiers),
          connection,
          environment,
          identifiers,
        })),
    ),
  );
}

/** Returns the identifiers of a user id, and of an anonymous id if the connection makes people of those. */
function identifiersOf(id: string, { identity }: ResolvedConnection): Identifiers[] {
  const owners = [
    ownerOf({ name: '', createdAtMs: 0, body: {}, userId: id }, identity),
    ownerOf({ name: '', createdAtMs: 0, body: {}, anonymousUserId: id }, identity),
  ];
  const found = owners.flatMap((owner) => (owner.kind === 'person' ? [owner.identifiers] : []));
  return [...new Map(found.map((identifiers) => [JSON.stringify(identifiers), identifiers])).values()];
}
