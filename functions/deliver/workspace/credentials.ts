import type { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { credentialsSchema, SecretShapeError } from '../../../shared/config/secret-values.ts';
import type { Credentials } from '../../../shared/customerio/track-client.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';

/** Seconds that credentials are believed without asking again: a rotation reaches every environment within them. */
const MAX_AGE_SECONDS = 300;
/** Milliseconds between two forced fetches of one secret: wrong credentials must not become a flood of fetches. */
const REFETCH_INTERVAL_MS = 30_000;

/** The Customer.io credentials of each workspace, by the name of the secret. */
export interface WorkspaceCredentials {
  /** @throws if the secret cannot be read, is empty or has another shape, and it never was otherwise */
  get(secretName: string): Promise<Credentials>;
  /** As they are now, past every cache; `undefined` if they cannot be read or were fetched a moment ago. */
  refetch(secretName: string, nowMs: number): Promise<Credentials | undefined>;
}

interface Listeners {
  /** Credentials are read past every cache. */
  readonly onRefetch: () => void;
  /** A secret could not be read, and the last good one is used. */
  readonly onUnread: (secretName: string, error: unknown) => void;
}

export function createWorkspaceCredentials(
  secrets: SecretsProvider,
  { onRefetch, onUnread }: Listeners,
): WorkspaceCredentials {
  const lastGood = new Map<string, Credentials>();
  const refetchedAtMs = new Map<string, number>();

  async function fetch(secretName: string, forceFetch: boolean): Promise<Credentials> {
    const text = await secrets.get(secretName, { maxAge: MAX_AGE_SECONDS, forceFetch });
    const parsed = credentialsSchema.safeParse(toObject(String(text)));
    if (!parsed.success)
      throw new SecretShapeError(`secret ${secretName} is not {"siteId":"…","apiKey":"…"}`);
    lastGood.set(secretName, parsed.data);
    return parsed.data;
  }

  return {
    async get(secretName) {
      try {
        return await fetch(secretName, false);
      } catch (error) {
        // Secrets Manager is away, or the secret was just broken: the former value may still work.
        const known = lastGood.get(secretName);
        if (known === undefined) throw error;
        onUnread(secretName, error);
        return known;
      }
    },
    async refetch(secretName, nowMs) {
      if (nowMs - (refetchedAtMs.get(secretName) ?? Number.NEGATIVE_INFINITY) < REFETCH_INTERVAL_MS) return;
      refetchedAtMs.set(secretName, nowMs);
      onRefetch();
      return fetch(secretName, true).catch((error: unknown) => {
        onUnread(secretName, error);
        return undefined;
      });
    },
  };
}
