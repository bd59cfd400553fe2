import { GetParameterError } from '@aws-lambda-powertools/parameters/errors';
import { ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { credentialsFault } from '../../../../functions/deliver/workspace/credentials-fault.ts';

import { inWords } from '../../../support/in-words.ts';

const wrapped = (cause: Error) => new GetParameterError(cause.message, { cause });
const answered = (name: string, $fault: 'client' | 'server') =>
  Object.assign(new Error('injected'), { name, $fault });

test.each([
  {
    what: 'a secret that is missing',
    error: wrapped(new ResourceNotFoundException({ message: '', $metadata: {} })),
  },
  { what: 'a secret that may not be read', error: wrapped(answered('AccessDeniedException', 'client')) },
  { what: 'a secret of another shape', error: new Error('secret x is not {"siteId":"…","apiKey":"…"}') },
])('$what is a fault of the configuration', ({ error }) => {
  expect(inWords(credentialsFault(error))).toEqual({
    kind: 'failed',
    fault: 'configuration',
    cause: error.name,
  });
});

test.each([
  { what: 'a Secrets Manager that is away', error: wrapped(answered('InternalServiceError', 'server')) },
  { what: 'one that throttles', error: wrapped(answered('ThrottlingException', 'client')) },
  {
    what: 'one that does not answer',
    error: wrapped(Object.assign(new Error('timeout'), { name: 'TimeoutError' })),
  },
])('$what passes', ({ error }) => {
  expect(inWords(credentialsFault(error))).toEqual({
    kind: 'failed',
    fault: 'transient',
    cause: 'secret not read',
  });
});
