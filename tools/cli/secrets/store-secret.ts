import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { StageError } from '../stage/stage.ts';
import type { SecretValue } from './secret-value.ts';

/** What Secrets Manager says of a new version. */
export interface StoredVersion {
  readonly versionId: string;
  /** `AWSCURRENT`; the version before it becomes `AWSPREVIOUS`. */
  readonly versionStages: readonly string[];
}

/** Stores a value as the current version of a secret. @throws {StageError} with no more than the name of the refusal */
export async function storeSecret(
  secrets: SecretsManagerClient,
  name: string,
  { fields }: SecretValue,
): Promise<StoredVersion> {
  try {
    const { VersionId = '', VersionStages = [] } = await secrets.send(
      new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(fields) }),
    );
    return { versionId: VersionId, versionStages: VersionStages };
  } catch (error) {
    // The text of a refusal is the service's own, and may repeat what was sent.
    const why = error instanceof Error ? error.name : 'unknown error';
    throw new StageError(
      `${name} was not stored: ${why}. It takes an identity that may do secretsmanager:PutSecretValue on it.`,
      { cause: error },
    );
  }
}
