import { asPackaged } from '../../../tools/package/as-packaged.ts';

test.each([
  { here: 'npm start -- --once', there: 'npx purchasely-customerio start --once' },
  { here: 'Run `npm start`.', there: 'Run `npx purchasely-customerio start`.' },
  { here: 'npm run dlq -- status --stage prod', there: 'npx purchasely-customerio dlq status --stage prod' },
  { here: '`npm run people -- import`', there: '`npx purchasely-customerio people import`' },
  { here: '`npm run dlq`', there: '`npx purchasely-customerio dlq`' },
  { here: 'npm run --silent diff -- --json', there: 'npx purchasely-customerio diff --json' },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text of a module
  { here: '`npm run ${command.name()} --`', there: '`npx purchasely-customerio ${command.name()}`' },
  { here: 'npm run cdk -- deploy', there: 'npx cdk deploy' },
  {
    here: 'npm run preview -- tools/local/samples/trial-started.json',
    there:
      'npx purchasely-customerio preview node_modules/purchasely-customerio/dist/tools/local/samples/trial-started.json',
  },
  { here: 'print JSON; call with `npm run --silent`', there: 'print JSON' },
])('$here is $there in the package', ({ here, there }) => {
  expect(asPackaged(here)).toBe(there);
});

test.each(['npm run faults', 'npm run lint', 'npm ci', `new URL('../../local/samples', import.meta.url)`])(
  '%s stays as it is',
  (text) => {
    expect(asPackaged(text)).toBe(text);
  },
);
