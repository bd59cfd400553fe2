/** The loggable part of an error of AWS: a reader of the log has to know which call was refused. */
export interface Refusal {
  /** AWS's name of it, such as `AccessDeniedException`, or that of what kept the call from being answered. */
  readonly error: string;
  /** By which AWS finds the call; absent if it never got there. */
  readonly aws_request_id?: string;
}

/** Names of errors are written by programmers. Anything else might quote what it is about. */
const NAME = /^[A-Za-z][\w.:-]{0,79}$/;

/**
 * The innermost error, because wrappers have other names. Its message is not logged: it may name accounts and resources, or
 * repeat what was sent.
 */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error)) return { error: 'unknown' };
  if (error.cause instanceof Error) return refusalOf(error.cause);
  const { name } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const { $metadata } = error as { $metadata?: { requestId?: string } };
  // Errors of Node are all called `Error`, and differ by their code.
  const told = name === 'Error' && code !== undefined ? code : name;
  return {
    error: NAME.test(told) ? told : 'unknown',
    ...($metadata?.requestId === undefined ? {} : { aws_request_id: $metadata.requestId }),
  };
}
