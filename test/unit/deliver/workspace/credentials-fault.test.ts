import { GetParameterError } from '@aws-lambda-powertools/parameters/errors';
import { ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { credentialsFault } from '../../../../functions/deliver/workspace/credentials-fault.ts';

import { SecretShapeError } from '../../../../shared/config/secret-values.ts';
import { inWords } from '../../../support/in-words.ts';

const wrapped = (cause: Error) => new GetParameterError(cause.message, { cause });
const answered = (name: string, $fault: 'client' | 'server') =>
  Object.assign(new Error('injected'), { name, $fault });

test.each([
  {
    what: 'a secret that is missing',
    error: wrapped(new ResourceNotFoundException({ message: '', $metadata: {} })),
    name: 'ResourceNotFoundException',
  },
  {
    what: 'a secret that may not be read',
    error: wrapped(answered('AccessDeniedException', 'client')),
    name: 'AccessDeniedException',
  },
  {
    what: 'a secret of another shape',
    error: new SecretShapeError('secret x is not {"siteId":"…","apiKey":"…"}'),
    name: 'SecretShapeError',
  },
])('$what is a fault of the configuration, by its name', ({ error, name }) => {
  expect(inWords(credentialsFault(error))).toEqual({
    kind: 'failed',
    fault: 'configuration',
    cause: `secret unusable: ${name}`,
  });
});

test.each([
  { error: wrapped(answered('InternalServiceError', 'server')), name: 'InternalServiceError' },
  { error: wrapped(answered('ThrottlingException', 'client')), name: 'ThrottlingException' },
  {
    error: wrapped(Object.assign(new Error('timeout'), { name: 'TimeoutError' })),
    name: 'TimeoutError',
  },
])('a Secrets Manager that says $name passes', ({ error, name }) => {
  expect(inWords(credentialsFault(error))).toEqual({
    kind: 'failed',
    fault: 'transient',
    cause: `secret not read: ${name}`,
  });
});
