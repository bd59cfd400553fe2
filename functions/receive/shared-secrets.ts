import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretShapeError, sharedSecretSchema } from '../../shared/config/secret-values.ts';
import { toObject } from '../../shared/purchasely/to-object.ts';

/** Milliseconds that secrets are believed without asking again. Long, because a mismatch asks anyway. */
const MAX_AGE_MS = 3_600_000;
/** Milliseconds for which old secrets go on being believed when Secrets Manager cannot be asked. */
const OUTAGE_MS = 60_000;
/** Milliseconds between two fetches for signatures that do not match: forged requests must not become a flood. */
const REFRESH_INTERVAL_MS = 10_000;
/** The buyer is waiting. */
const FETCH_TIMEOUT_MS = 2_500;

/**
 * The shared secrets of one connection: the current one, then the one before it, so that neither side of a rotation has
 * to be quicker than the other.
 */
export interface SharedSecrets {
  /** As last read. @throws if they cannot be read and never were */
  known(nowMs: number): Promise<readonly string[]>;
  /**
   * Reads them again, unless that was done a moment ago.
   *
   * @throws if they cannot be read: then no signature can be called wrong
   */
  refreshed(nowMs: number): Promise<readonly string[]>;
}

interface Listeners {
  /** A signature that does not match makes them be read again. */
  readonly onRefetch?: () => void;
  /** They could not be read, and it goes on with those that are known. */
  readonly onUnread?: (error: unknown) => void;
}

export function createSharedSecrets(
  client: SecretsManagerClient,
  secretName: string,
  { onRefetch = () => {}, onUnread = () => {} }: Listeners = {},
): SharedSecrets {
  let secrets: readonly string[] | undefined;
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let expiresAtMs = Number.NEGATIVE_INFINITY;
  let fetching: Promise<readonly string[]> | undefined;

  async function read(stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<string> {
    const command = new GetSecretValueCommand({ SecretId: secretName, VersionStage: stage });
    const { SecretString = '' } = await client.send(command, {
      abortSignal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    return SecretString;
  }

  /** Requests that come at once share one fetch. */
  function fetch(nowMs: number): Promise<readonly string[]> {
    fetching ??= Promise.all([read('AWSCURRENT'), read('AWSPREVIOUS').catch(noneIfMissing)])
      .then(([current, previous]) => {
        const secret = sharedSecretIn(current);
        if (secret === undefined)
          throw new SecretShapeError(`secret ${secretName} is not {"sharedSecret":"…"}`);
        // Whatever was there before a secret of the right shape, such as a first attempt to fill it, verifies nothing.
        const before = previous === undefined ? undefined : sharedSecretIn(previous);
        secrets = before === undefined ? [secret] : [secret, before];
        fetchedAtMs = nowMs;
        expiresAtMs = nowMs + MAX_AGE_MS;
        return secrets;
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  }

  return {
    async known(nowMs) {
      const old = secrets;
      if (old === undefined) return fetch(nowMs);
      if (nowMs < expiresAtMs) return old;
      return fetch(nowMs).catch((error: unknown) => {
        onUnread(error);
        // An outage of Secrets Manager must not refuse what the last known secrets can verify.
        expiresAtMs = nowMs + OUTAGE_MS;
        return old;
      });
    },
    async refreshed(nowMs) {
      if (secrets !== undefined && nowMs - fetchedAtMs < REFRESH_INTERVAL_MS) return secrets;
      onRefetch();
      return fetch(nowMs);
    },
  };
}

function sharedSecretIn(text: string): string | undefined {
  return sharedSecretSchema.safeParse(toObject(text)).data?.sharedSecret;
}

/** A secret that was never rotated has no previous version. */
function noneIfMissing(error: unknown): undefined {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
  throw error;
}
