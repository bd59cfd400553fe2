import { wayOut } from '../../../../tools/cli/stage/way-out.ts';

const named = (name: string, message = '', more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

test.each([
  { what: 'no credentials', error: named('CredentialsProviderError'), way: /^There are no credentials/ },
  { what: 'an SSO session that is over', error: named('TokenProviderError'), way: /aws sso login/ },
  { what: 'a session that is over', error: named('ExpiredToken'), way: /Sign in again/ },
  { what: 'keys that are gone', error: named('InvalidClientTokenId'), way: /does not know this access key/ },
  { what: 'a policy', error: named('AccessDenied'), way: /cloudformation:DescribeStacks/ },
  { what: 'no region', error: named('Error', 'Region is missing'), way: /^Set a region/ },
  { what: 'no network', error: named('Error', '', { code: 'ENOTFOUND' }), way: /^AWS cannot be reached/ },
  {
    what: 'a proxy that refuses',
    error: named('Error', '', { code: 'ERR_PROXY_TUNNEL' }),
    way: /^The proxy of HTTPS_PROXY/,
  },
  { what: 'anything else', error: named('InternalFailure'), way: /^Check the account and the region/ },
  { what: 'no error at all', error: 'no', way: /^Check the account and the region/ },
])('$what has its own way out', ({ error, way }) => {
  expect(wayOut(error, 'cloudformation:DescribeStacks')).toMatch(way);
});
