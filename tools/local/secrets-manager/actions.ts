import {
  AwsError,
  createSecret,
  findVersion,
  putVersion,
  type Secret,
  type SecretVersion,
  withoutSuffix,
} from './secret.ts';

/** The secrets of one account in one region. */
export interface SecretStore {
  /** The part of an ARN before the name: `arn:aws:secretsmanager:<region>:<account>:secret:` */
  readonly arnPrefix: string;
  readonly secrets: Secret[];
}

type Input = Readonly<Record<string, unknown>>;

/**
 * The supported actions, by their names in `X-Amz-Target`. Values are strings; `SecretBinary` is ignored.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html
 */
export const ACTIONS: Readonly<Record<string, (store: SecretStore, input: Input) => object>> = {
  CreateSecret: (store, input) => {
    const name = required(input, 'Name');
    const value = optional(input, 'SecretString');
    const token = optional(input, 'ClientRequestToken');
    const existing = store.secrets.find((secret) => secret.name === name);
    const repeated = existing?.versions.find(({ id }) => id === token);
    if (existing !== undefined && (repeated === undefined || repeated.value !== value)) {
      throw new AwsError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const secret = existing ?? addSecret(store, name, optional(input, 'KmsKeyId'));
    const version = value === undefined ? undefined : putVersion(secret, value, { token });
    return { ...named(secret), VersionId: version?.id };
  },

  GetSecretValue: (store, input) => {
    const secret = findSecret(store, required(input, 'SecretId'));
    const version = findVersion(secret, {
      id: optional(input, 'VersionId'),
      stage: optional(input, 'VersionStage'),
    });
    return {
      ...versioned(secret, version),
      SecretString: version.value,
      CreatedDate: toSeconds(version.createdAtMs),
    };
  },

  PutSecretValue: (store, input) => {
    const secret = findSecret(store, required(input, 'SecretId'));
    const value = optional(input, 'SecretString');
    if (value === undefined) {
      throw new AwsError(
        'InvalidParameterException',
        'You must provide either SecretString or SecretBinary.',
      );
    }
    const version = putVersion(secret, value, {
      token: optional(input, 'ClientRequestToken'),
      stages: optionalList(input, 'VersionStages'),
    });
    return versioned(secret, version);
  },

  DescribeSecret: (store, input) => {
    const secret = findSecret(store, required(input, 'SecretId'));
    return { ...described(secret), VersionIdsToStages: stagesByVersion(secret) };
  },

  ListSecrets: ({ secrets }) => ({
    SecretList: secrets.map((secret) => ({
      ...described(secret),
      SecretVersionsToStages: stagesByVersion(secret),
    })),
  }),
};

export function addSecret(store: SecretStore, nameOrArn: string, kmsKeyId?: string): Secret {
  const secret = createSecret(nameOrArn, store.arnPrefix, kmsKeyId);
  store.secrets.push(secret);
  return secret;
}

/** Finds a secret by its name, its ARN, or its ARN without the six random characters at the end. */
export function lookUpSecret({ secrets }: SecretStore, nameOrArn: string): Secret | undefined {
  return secrets.find(({ name, arn }) => [name, arn, withoutSuffix(arn)].includes(nameOrArn));
}

function findSecret(store: SecretStore, nameOrArn: string): Secret {
  const secret = lookUpSecret(store, nameOrArn);
  if (secret !== undefined) return secret;
  throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

const named = ({ arn, name }: Secret) => ({ ARN: arn, Name: name });

const versioned = (secret: Secret, { id, stages }: SecretVersion) => ({
  ...named(secret),
  VersionId: id,
  VersionStages: [...stages],
});

const described = (secret: Secret) => ({
  ...named(secret),
  KmsKeyId: secret.kmsKeyId,
  CreatedDate: toSeconds(secret.createdAtMs),
  LastChangedDate: toSeconds(secret.versions.at(-1)?.createdAtMs ?? secret.createdAtMs),
});

/** A version without a stage is deprecated and not listed. */
const stagesByVersion = ({ versions }: Secret) =>
  Object.fromEntries(
    versions.filter(({ stages }) => stages.size > 0).map(({ id, stages }) => [id, [...stages]]),
  );

/** AWS JSON has times in seconds, with a fraction. */
const toSeconds = (ms: number) => ms / 1000;

function optional(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new AwsError('SerializationException', `${name} must be a string`);
}

function required(input: Input, name: string): string {
  const value = optional(input, name);
  if (value !== undefined) return value;
  throw new AwsError(
    'ValidationException',
    `Value null at '${name}' failed to satisfy constraint: must not be null`,
  );
}

function optionalList(input: Input, name: string): string[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new AwsError('SerializationException', `${name} must be a list of strings`);
}
