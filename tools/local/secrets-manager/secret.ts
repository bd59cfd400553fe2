import { randomInt, randomUUID } from 'node:crypto';

/** The stage that is read by default, and the stage of the version before it. */
const AWSCURRENT = 'AWSCURRENT';
const AWSPREVIOUS = 'AWSPREVIOUS';

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SUFFIX_LENGTH = 6;

export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAtMs: number;
  readonly stages: Set<string>;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly versions: SecretVersion[];
  /** Id of a customer managed key. */
  readonly kmsKeyId?: string;
}

/** An error answer of AWS JSON 1.1. The SDK throws an error named like its type. */
export class AwsError extends Error {
  public readonly type: string;
  public readonly status: number;

  public constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/**
 * Creates a secret without a value. As in Secrets Manager, its ARN ends with six random characters; if a complete ARN
 * is given, that one is used, whatever its account.
 */
export function createSecret(nameOrArn: string, arnPrefix: string, kmsKeyId?: string): Secret {
  const isArn = nameOrArn.startsWith('arn:');
  const withPrefix = isArn ? nameOrArn : `${arnPrefix}${nameOrArn}`;
  const arn = isArn && SUFFIX.test(nameOrArn) ? nameOrArn : `${withPrefix}-${randomSuffix()}`;
  const name = withoutSuffix(arn).split(':').at(-1) ?? '';
  return { arn, name, createdAtMs: Date.now(), versions: [], ...(kmsKeyId && { kmsKeyId }) };
}

function randomSuffix(): string {
  const characters = Array.from(
    { length: SUFFIX_LENGTH },
    () => SUFFIX_ALPHABET[randomInt(SUFFIX_ALPHABET.length)],
  );
  return characters.join('');
}

const SUFFIX = new RegExp(`-[${SUFFIX_ALPHABET}]{${SUFFIX_LENGTH}}$`);

export const withoutSuffix = (arn: string) => arn.replace(SUFFIX, '');

/**
 * Adds a version and moves the stages to it. A repeated token with the same value is a repeated request and changes
 * nothing: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export function putVersion(
  secret: Secret,
  value: string,
  { token = randomUUID(), stages = [AWSCURRENT] }: { token?: string; stages?: readonly string[] } = {},
): SecretVersion {
  const repeated = secret.versions.find(({ id }) => id === token);
  if (repeated?.value === value) return repeated;
  if (repeated !== undefined) {
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  const version: SecretVersion = { id: token, value, createdAtMs: Date.now(), stages: new Set() };
  const former = secret.versions.find((each) => each.stages.has(AWSCURRENT));
  secret.versions.push(version);
  for (const stage of stages) moveStage(secret, stage, version);
  if (former !== undefined && version.stages.has(AWSCURRENT)) moveStage(secret, AWSPREVIOUS, former);
  return version;
}

/** Moves a stage to a version. Only one version has it at a time. */
function moveStage(secret: Secret, stage: string, to: SecretVersion): void {
  for (const version of secret.versions) version.stages.delete(stage);
  to.stages.add(stage);
}

/** @throws {AwsError} with the texts of the service, because the error handling of callers is tested against them */
export function findVersion(secret: Secret, { id, stage }: { id?: string; stage?: string }): SecretVersion {
  if (id === undefined) {
    const label = stage ?? AWSCURRENT;
    const staged = secret.versions.find(({ stages }) => stages.has(label));
    if (staged === undefined) throw noValue(`staging label: ${label}`);
    return staged;
  }
  const version = secret.versions.find((each) => each.id === id);
  if (version === undefined) throw noValue(`VersionId: ${id}`);
  if (stage !== undefined && !version.stages.has(stage)) {
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  return version;
}

const noValue = (wanted: string) =>
  new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${wanted}`,
  );
