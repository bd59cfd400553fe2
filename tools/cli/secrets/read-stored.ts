import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** A secret as it is stored in Secrets Manager. */
export type StoredSecret =
  | { readonly kind: 'text'; readonly text: string }
  /** Created by the stack, without a value. */
  | { readonly kind: 'empty' }
  /** A deleted secret can be restored for some days. */
  | { readonly kind: 'absent'; readonly why: 'missing' | 'deleted' }
  /** Cannot be read with this identity, or not now. */
  | { readonly kind: 'unreadable'; readonly cause: string };

const MISSING = 'ResourceNotFoundException';

/** Reads a secret. Keeps only the name of an error, because its text could reveal something of the value. */
export async function readStored(secrets: SecretsManagerClient, secretName: string): Promise<StoredSecret> {
  try {
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: secretName }));
    return { kind: 'text', text: SecretString };
  } catch (error) {
    const name = nameOf(error);
    if (name === MISSING) return distinguish(secrets, secretName);
    // Secrets Manager refuses a read with this error only for deleted secrets.
    if (name === 'InvalidRequestException') return { kind: 'absent', why: 'deleted' };
    return { kind: 'unreadable', cause: name };
  }
}

/** Distinguishes a missing secret from a missing value, for which Secrets Manager returns the same error. */
async function distinguish(secrets: SecretsManagerClient, secretName: string): Promise<StoredSecret> {
  try {
    await secrets.send(new DescribeSecretCommand({ SecretId: secretName }));
    return { kind: 'empty' };
  } catch (error) {
    const name = nameOf(error);
    return name === MISSING ? { kind: 'absent', why: 'missing' } : { kind: 'unreadable', cause: name };
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
