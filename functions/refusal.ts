/** What is told of an error of AWS: who reads the log has to know what was said no to. */
export interface Refusal {
  /** AWS's name of it, such as `AccessDeniedException`, or that of what kept the call from being answered. */
  readonly error: string;
  /** By which AWS finds the call; absent if it never got there. */
  readonly aws_request_id?: string;
}

/** Names of errors are written by programmers. Anything else might quote what it is about. */
const NAME = /^[A-Za-z][\w.:-]{0,79}$/;

/**
 * The innermost error, because wrappers have names of their own. Of its message nothing is told: it may name accounts and
 * resources, or repeat what was sent.
 */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error)) return { error: 'unknown' };
  if (error.cause instanceof Error) return refusalOf(error.cause);
  const { name } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const { $metadata } = error as { $metadata?: { requestId?: string } };
  // Errors of Node are all called `Error`, and told apart by their code.
  const told = name === 'Error' && code !== undefined ? code : name;
  return {
    error: NAME.test(told) ? told : 'unknown',
    ...($metadata?.requestId === undefined ? {} : { aws_request_id: $metadata.requestId }),
  };
}
