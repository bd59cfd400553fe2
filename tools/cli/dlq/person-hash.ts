import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedSecretSchema } from '../../../shared/config/secret-values.ts';
import type { Stage } from '../stage/stage.ts';

/** Returns the twelve hex digits for a person in tables, filters and the audit log. */
export type HashPerson = (personId: string) => string;

export interface PersonHashes {
  readonly hashPerson: HashPerson;
  /** True if everyone who may read the shared secret gets the same hashes. False if this checkout has its own. */
  readonly isShared: boolean;
}

const HASH_DIGITS = 12;
const KEY_BYTES = 32;

/**
 * Creates the person hashes of a stage. Hashes without a key would protect no one, because anyone can hash a list of
 * ids. The key is the Purchasely secret of the first connection, so that colleagues get the same hashes. If it cannot
 * be read, the key is one of this checkout. There is one key per stage, so that a person has the same hash in all
 * connections. Rotating the secret changes the hashes.
 */
export async function createPersonHashes(stage: Stage, localDirectory: string): Promise<PersonHashes> {
  const shared = await readSharedSecret(stage).catch(() => undefined);
  const secret = shared ?? readLocalKey(localDirectory);
  // A derived key, so that a printed hash can never be the signature of a webhook.
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
