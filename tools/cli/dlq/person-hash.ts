import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedSecretSchema } from '../../../shared/config/secret-values.ts';
import type { Stage } from '../stage/stage.ts';

/** Twelve hex digits that stand for a person in tables, filters and the audit log. */
export type HashPerson = (personId: string) => string;

export interface PersonHashes {
  readonly hashPerson: HashPerson;
  /** Whether everybody who may read the shared secret gets the same hashes, or this checkout has its own. */
  readonly isShared: boolean;
}

const HASH_DIGITS = 12;
const KEY_BYTES = 32;

/**
 * The person hashes of a stage. A plain hash would protect no one, because a list of ids can be hashed too, so it has to have
 * a key that outsiders do not know. The Purchasely secret of the first connection is one, and it gives the colleague who
 * looks at the same incident the same hashes. Not everybody on call may read it: then a key of this
 * checkout stands in, always the same here and different elsewhere. One key a stage and not one a connection, so that a
 * person has one hash. A secret that is rotated changes them.
 */
export async function createPersonHashes(stage: Stage, localDirectory: string): Promise<PersonHashes> {
  const shared = await readSharedSecret(stage).catch(() => undefined);
  const secret = shared ?? readLocalKey(localDirectory);
  // A separate key, so that no hash printed here can ever be the signature of a webhook.
  const key = createHmac('sha256', secret).update('purchasely-customerio person hash 1').digest();
  return {
    isShared: shared !== undefined,
    hashPerson: (personId) => createHmac('sha256', key).update(personId).digest('hex').slice(0, HASH_DIGITS),
  };
}

async function readSharedSecret({ config, readSecret }: Stage): Promise<string | undefined> {
  const [connection] = Object.values(config.connections);
  if (connection === undefined) return undefined;
  const secret = await readSecret(connection.purchasely.secret.name);
  return sharedSecretSchema.parse(JSON.parse(secret)).sharedSecret;
}

function readLocalKey(localDirectory: string): string {
  const file = join(localDirectory, 'person-hash.key');
  mkdirSync(localDirectory, { recursive: true });
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(KEY_BYTES).toString('hex'), { flag: 'wx', mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}
