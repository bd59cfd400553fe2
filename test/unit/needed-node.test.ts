import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import cdk from '../../cdk.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What Node runs, directly or by tsx: of the scripts, those that need no Node of their own are left out. */
const programs = [...new Set([...Object.values(packageJson.scripts), cdk.app])]
  .filter((script) => /^(tsx|node) /.test(script))
  .map((script) => script.replace(/^tsx /, '--import tsx ').replace(/^node /, ''));

/** Only the version is an old one: what an old Node lacks is there all the same. */
const OLD = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.20.2' })`;

test.each(programs)(
  'node 20 %s says which Node it needs and where to get it, and nothing else',
  (program) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', OLD, ...program.split(' ')], {
      cwd: ROOT,
      encoding: 'utf8',
    });

    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^This needs Node 24, and runs on 20\.20\.2 .*: npm rebuild node .*\n$/);
  },
);

test('the Node that is needed is the one that comes as a dependency', () => {
  expect(packageJson.devDependencies.node).toMatch(/^24\./);
});
