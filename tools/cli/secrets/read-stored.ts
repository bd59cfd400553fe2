import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** A secret as Secrets Manager has it now. */
export type StoredSecret =
  | { readonly kind: 'text'; readonly text: string }
  /** The stack has created it, and nobody has put a value into it. */
  | { readonly kind: 'empty' }
  /** What was deleted can be restored, for some days. */
  | { readonly kind: 'absent'; readonly why: 'missing' | 'deleted' }
  /** Not with this identity, or not now. */
  | { readonly kind: 'unreadable'; readonly cause: string };

const MISSING = 'ResourceNotFoundException';

/** Reads a secret. Of an error, only its name goes on: nobody has to trust that its text tells nothing. */
export async function readStored(secrets: SecretsManagerClient, secretName: string): Promise<StoredSecret> {
  try {
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: secretName }));
    return { kind: 'text', text: SecretString };
  } catch (error) {
    const name = nameOf(error);
    if (name === MISSING) return distinguish(secrets, secretName);
    // Of a read, Secrets Manager says so for no other reason.
    if (name === 'InvalidRequestException') return { kind: 'absent', why: 'deleted' };
    return { kind: 'unreadable', cause: name };
  }
}

/** Secrets Manager calls a missing secret and a missing value the same. */
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
