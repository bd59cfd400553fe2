/** Where AWS, or the SDK before it, says no, and what whoever reads it can do. By the name of the error. */
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
  AccessDenied:
    'This identity may not look at the stack: it needs cloudformation:DescribeStacks, see SECURITY.md#what-the-on-call-needs.',
  AccessDeniedException:
    'This identity may not look at the stack: it needs cloudformation:DescribeStacks, see SECURITY.md#what-the-on-call-needs.',
  OptInRequired: 'The region is not switched on in this account: AWS_REGION or --region.',
  ENOTFOUND: 'AWS is not reached: is the region spelled right, and is there a network?',
  ECONNREFUSED: 'AWS is not reached: is there a network?',
  ETIMEDOUT: 'AWS is not reached: is there a network?',
};

/** @param stackName of the stack that was looked for */
export function wayOut(error: unknown, stackName: string): string {
  const { name = '', code = '', message = '' } = error as { name?: string; code?: string; message?: string };
  if (name === 'ValidationError' && message.includes('does not exist')) {
    return `It is not in this account and region: AWS_PROFILE and AWS_REGION, or --profile and --region, choose others. If it was never deployed: npm run cdk -- deploy ${stackName}.`;
  }
  if (message === 'Region is missing') {
    return 'Which region? AWS_REGION, --region, or `region` of the stage in connector.config.ts.';
  }
  return (
    WAYS_OUT[name] ??
    WAYS_OUT[code] ??
    'Right account and region? AWS_PROFILE and AWS_REGION, or --profile and --region.'
  );
}
