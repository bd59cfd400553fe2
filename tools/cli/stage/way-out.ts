/** Refusals of AWS, or of the SDK before it, and the reader's way out. By the name of the error. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'There are no credentials here: set AWS_PROFILE, or give --profile. With SSO: aws sso login --profile NAME.',
  TokenProviderError: 'The SSO session is over: aws sso login --profile NAME.',
  ExpiredToken: 'The session is over: sign in again.',
  ExpiredTokenException: 'The session is over: sign in again.',
  RequestExpired: 'The session is over, or the clock of this machine is wrong.',
  SignatureDoesNotMatch: 'The secret key is wrong, or the clock of this machine.',
  InvalidClientTokenId: 'AWS does not know this access key: it is deleted, or of another partition.',
  UnrecognizedClientException: 'AWS does not know this access key: it is deleted, or of another partition.',
  OptInRequired: 'The region is not switched on in this account: AWS_REGION or --region.',
  ENOTFOUND: 'AWS is not reached: is the region spelled right, and is there a network?',
  ECONNREFUSED: 'AWS is not reached: is there a network?',
  ERR_PROXY_TUNNEL: 'The proxy of HTTPS_PROXY does not lead there; NO_PROXY names hosts that need none.',
  ETIMEDOUT: 'AWS is not reached: is there a network?',
};

/** For an account or region that is not the one of the stage. */
export const CHOOSE_ANOTHER =
  'Right account and region? AWS_PROFILE and AWS_REGION, or --profile and --region, choose others.';

/** @param action that AWS was asked for, to find the stack of a stage */
export function wayOut(error: unknown, action: string): string {
  const { name = '', code = '', message = '' } = error as { name?: string; code?: string; message?: string };
  if (name === 'AccessDenied' || name === 'AccessDeniedException') {
    return `This identity may not do ${action}: SECURITY.md#what-the-on-call-needs.`;
  }
  if (message === 'Region is missing') {
    return 'Which region? AWS_REGION, --region, or `region` of the stage in connector.config.ts.';
  }
  return WAYS_OUT[name] ?? WAYS_OUT[code] ?? CHOOSE_ANOTHER;
}
