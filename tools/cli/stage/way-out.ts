/** Fixes for errors of AWS or the SDK, by the name of the error. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'There are no credentials. Set AWS_PROFILE, or use --profile. With SSO: aws sso login --profile NAME.',
  TokenProviderError: 'The SSO session has expired: aws sso login --profile NAME.',
  ExpiredToken: 'The session has expired. Sign in again.',
  ExpiredTokenException: 'The session has expired. Sign in again.',
  RequestExpired: 'The session has expired, or the clock of this machine is wrong.',
  SignatureDoesNotMatch: 'The secret key or the clock of this machine is wrong.',
  InvalidClientTokenId: 'AWS does not know this access key. It is deleted, or of another partition.',
  UnrecognizedClientException: 'AWS does not know this access key. It is deleted, or of another partition.',
  OptInRequired: 'The region is not enabled in this account. Choose another with AWS_REGION or --region.',
  ENOTFOUND: 'AWS cannot be reached. Check the name of the region, and the network.',
  ECONNREFUSED: 'AWS cannot be reached. Check the network.',
  ERR_PROXY_TUNNEL: 'The proxy of HTTPS_PROXY refuses this host. List hosts that need no proxy in NO_PROXY.',
  ETIMEDOUT: 'AWS cannot be reached. Check the network.',
};

/** Fix for a wrong account or region. */
export const CHOOSE_ANOTHER =
  'Check the account and the region: AWS_PROFILE and AWS_REGION, or --profile and --region.';

/** Returns the fix for an error. @param action the failed action, by which the stack of a stage is found */
export function wayOut(error: unknown, action: string): string {
  const { name = '', code = '', message = '' } = error as { name?: string; code?: string; message?: string };
  if (name === 'AccessDenied' || name === 'AccessDeniedException') {
    return `This identity has no permission for ${action}: SECURITY.md#what-the-on-call-needs.`;
  }
  if (message === 'Region is missing') {
    return 'Set a region: AWS_REGION, --region, or `region` of the stage in connector.config.ts.';
  }
  return WAYS_OUT[name] ?? WAYS_OUT[code] ?? CHOOSE_ANOTHER;
}
