import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Runs `npm run cdk -- …` as somebody without anything of AWS. */
function cdk(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'tools/cdk/main.ts', ...args],
    {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: '/nowhere' },
    },
  );
  return { status, stdout, stderr };
}

test('a command of CDK runs as it is', () => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

  expect(cdk('--version')).toEqual({
    status: 0,
    stdout: expect.stringContaining(devDependencies['aws-cdk']),
    stderr: '',
  });
});

test('one that AWS would not let begin ends with one line', () => {
  expect(cdk('deploy', 'PurchaselyCustomerio-prod')).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^.+\n$/),
  });
});
