import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetParameterError } from '@aws-lambda-powertools/parameters/errors';
import { refusalOf } from '../../functions/refusal.ts';

const named = (name: string, more: object = {}) =>
  Object.assign(new Error('of user-1001'), { name, ...more });

test.each([
  {
    what: 'what AWS said',
    error: named('AccessDeniedException', { $metadata: { requestId: 'aws-1' } }),
    told: { error: 'AccessDeniedException', aws_request_id: 'aws-1' },
  },
  {
    what: 'what a wrapper hides',
    error: new GetParameterError('no', { cause: named('KMSAccessDeniedException') }),
    told: { error: 'KMSAccessDeniedException' },
  },
  {
    what: 'the code of Node',
    error: named('Error', { code: 'ECONNREFUSED' }),
    told: { error: 'ECONNREFUSED' },
  },
  { what: 'no name that is a sentence', error: named('no such user: user-1001'), told: { error: 'unknown' } },
  { what: 'no name that is too long', error: named('x'.repeat(81)), told: { error: 'unknown' } },
  { what: 'nothing of what is no error', error: 'user-1001', told: { error: 'unknown' } },
])('tells $what', ({ error, told }) => {
  expect(refusalOf(error)).toEqual(told);
  expect(JSON.stringify(refusalOf(error))).not.toContain('user-1001');
});

const FUNCTIONS = fileURLToPath(new URL('../../functions', import.meta.url));
const files = readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

/** What is caught and not even given a name: of a text that is no JSON there is nothing more to say. */
const unnamed = (source: string) =>
  [...source.matchAll(/try \{((?:(?!try \{)[\s\S])*?)\} catch \{|\.catch\(\(\) =>/g)].filter(
    ([, tried = '']) => !tried.includes('JSON.parse('),
  );

test('the rule finds what it is there for', () => {
  expect(unnamed('try { await send(); } catch { return; }')).toHaveLength(1);
  expect(unnamed('send().catch(() => undefined)')).toHaveLength(1);
  expect(unnamed('try { JSON.parse(text); } catch { return; }')).toHaveLength(0);
  expect(unnamed('try { await send(); } catch (error) { tell(error); }')).toHaveLength(0);
});

test.each(files)('%s drops no error unnamed', (file) => {
  expect(unnamed(readFileSync(join(FUNCTIONS, file), 'utf8')).map(([text]) => text)).toEqual([]);
});
