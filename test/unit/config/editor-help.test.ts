import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { EVENT_NAMES, EVENTS } from '../../../shared/purchasely/events.ts';
import { PROPERTIES, PROPERTY_NAMES } from '../../../shared/purchasely/properties.ts';
import { type LanguageServer, startLanguageServer } from '../../support/language-server.ts';

const DEFINE_CONFIG = fileURLToPath(new URL('../../../shared/config/define-config.ts', import.meta.url));

/** A configuration that somebody is writing; `?` is where they are. */
const DRAFT = `import { defineConfig } from '${DEFINE_CONFIG}';
export default defineConfig({
  stages: { prod: {} },
  connections: {
    app: {
      environments: { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' },
      events: { ?EVENT },
      userProperties: { ?PROPERTY },
    },
  },
});
`;
const TEXT = DRAFT.replace(/\?\w+/g, '');

interface Completion {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
}

let folder: string;
let server: LanguageServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'editor-'));
  // No more than the configuration, so that it takes a moment and not the whole project.
  const compilerOptions = {
    strict: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['connector.config.ts'] }),
  );
  writeFileSync(join(folder, 'connector.config.ts'), TEXT);
  server = await startLanguageServer(folder);
  server.open(pathToFileURL(join(folder, 'connector.config.ts')).href, TEXT);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** What the editor offers at a mark of the draft, and the text it shows beside each. */
async function completionsAt(mark: string): Promise<Map<string, string>> {
  const lines = DRAFT.slice(0, DRAFT.indexOf(mark)).split('\n');
  const { items } = await server.ask<{ items: Completion[] }>('textDocument/completion', {
    textDocument: { uri: pathToFileURL(join(folder, 'connector.config.ts')).href },
    position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
  });
  const resolved = await Promise.all(
    items.map((item) => server.ask<Completion>('completionItem/resolve', item)),
  );
  return new Map(
    resolved.map(({ label, documentation = '' }) => [
      label.replace(/\?$/, ''),
      typeof documentation === 'string' ? documentation : documentation.value,
    ]),
  );
}

test('completing an event shows what it means, whichever it is', async () => {
  const shown = await completionsAt('?EVENT');

  expect(shown.get('unlisted')).toContain('those Purchasely will invent included');
  expect(EVENT_NAMES.filter((name) => !shown.get(name)?.includes(EVENTS[name].meaning))).toEqual([]);
});

test('completing a property shows what it means, whichever it is', async () => {
  const shown = await completionsAt('?PROPERTY');

  expect(shown.get('trial_ends_at')).toContain('effective_next_renewal_at while offer_type is FREE_TRIAL');
  expect(PROPERTY_NAMES.filter((name) => !shown.get(name)?.includes(PROPERTIES[name].meaning))).toEqual([]);
});
