import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const BIOME = join(ROOT, 'node_modules/.bin/biome');

const namesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** The table of docs/architecture.md: rooms, and the places that they may import. */
const rows = [
  ...readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').matchAll(
    /^\| (`[\w./`, -]+) \| .+ \| ([^|]*`shared\/`|everything) \|$/gm,
  ),
].map(([, rooms = '', places = '']) => ({ rooms: namesIn(rooms), places }));
const ROOMS = rows.flatMap(({ rooms }) => rooms);

/** Every way from one room to another, and whether the documentation lets it be. */
const ways = rows.flatMap(({ rooms, places }) =>
  rooms.flatMap((from) =>
    ROOMS.filter((to) => to !== from).map((to) => ({
      from,
      to,
      isAllowed: places === 'everything' || namesIn(places).some((place) => to.startsWith(place)),
    })),
  ),
);

const moduleOf = (room: string) => (room.endsWith('/') ? `${room}some-module.ts` : room);

test('each source file is in a room', () => {
  const { stdout } = spawnSync('git', ['ls-files', '*.ts', '*.tsx'], { cwd: ROOT, encoding: 'utf8' });
  // What rooms share stands before their doors; the program of the commands has all of them in it.
  const between = /^(shared|tools\/cli)\/[\w-]+\.ts$/;

  const homeless = stdout
    .split('\n')
    .filter((file) => file !== '' && !between.test(file) && !ROOMS.some((room) => file.startsWith(room)));

  expect(homeless).toEqual([]);
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rooms-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A module in each room, which imports one of every other room, a line each. */
function writeModules(): void {
  for (const room of ROOMS) {
    const module = moduleOf(room);
    const lines = ways
      .filter(({ from }) => from === room)
      .map(({ to }) => `import './${relative(dirname(module), moduleOf(to))}';\n`);
    mkdirSync(join(folder, dirname(module)), { recursive: true });
    writeFileSync(join(folder, module), lines.join(''));
  }
}

/** Module and line of each import that the linter refuses. */
function lint(): string[] {
  const { vcs: _, ...config } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', '--only=noRestrictedImports'];
  const { diagnostics } = JSON.parse(spawnSync(BIOME, args, { cwd: folder, encoding: 'utf8' }).stdout);
  return diagnostics.map(
    ({ location }: { location: { path: string; start: { line: number } } }) =>
      `${location.path}:${location.start.line}`,
  );
}

test('the linter refuses an import from room to room where docs/architecture.md does not name it, and only there', () => {
  writeModules();

  const refused = new Set(lint());

  const isRefused = ({ from, to }: (typeof ways)[number]) => {
    const line = 1 + ways.filter((way) => way.from === from).findIndex((way) => way.to === to);
    return refused.has(`${moduleOf(from)}:${line}`);
  };
  const toText = ({ from, to }: (typeof ways)[number]) => `${from} → ${to}`;
  expect(ROOMS).toEqual(expect.arrayContaining(['shared/mapping/', 'functions/', 'tools/cli/dlq/', 'test/']));
  expect(ways.filter(isRefused).map(toText)).toEqual(ways.filter(({ isAllowed }) => !isAllowed).map(toText));
});

test('the mapping imports nothing of Node.js', () => {
  mkdirSync(join(folder, 'shared/mapping'), { recursive: true });
  writeFileSync(join(folder, 'shared/mapping/impure.ts'), "import 'node:fs';\n");

  expect(lint()).toContain('shared/mapping/impure.ts:1');
});
