import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { StageError } from '../stage/stage.ts';
import type { SecretValue } from './secret-value.ts';

/** Secrets Manager's answer about a new version. */
export interface StoredVersion {
  readonly versionId: string;
  /** `AWSCURRENT`. The previous version becomes `AWSPREVIOUS`. */
  readonly versionStages: readonly string[];
}

/** Stores a value as the current version of a secret. @throws {StageError} with only the name of the error */
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
    // The text of the error comes from the service and may repeat the value.
    const why = error instanceof Error ? error.name : 'unknown error';
    throw new StageError(
      `${name} was not stored: ${why}. Use an identity with secretsmanager:PutSecretValue on it.`,
      { cause: error },
    );
  }
}
