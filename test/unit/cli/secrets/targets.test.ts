import { resolveConfig } from '../../../../shared/config/resolve.ts';
import { findTarget, secretTargets } from '../../../../tools/cli/secrets/targets.ts';

const config = resolveConfig(
  {
    stages: { prod: {} },
    connections: {
      cinema: { environments: { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' } },
      'music-box': {
        purchasely: { secretName: 'own/{stage}/shared' },
        environments: { PRODUCTION: 'drop', SANDBOX: { region: 'us', secretName: 'own/pair' } },
      },
    },
  },
  'prod',
);

test('the targets are the secrets that the configuration names or leaves to the stack', () => {
  expect(secretTargets(config)).toEqual([
    {
      which: 'cinema/purchasely',
      side: 'purchasely',
      name: 'purchasely-customerio/prod/cinema/purchasely',
      created: true,
    },
    {
      which: 'cinema/customerio-production',
      side: 'customerio',
      region: 'eu',
      name: 'purchasely-customerio/prod/cinema/customerio-production',
      created: true,
    },
    { which: 'music-box/purchasely', side: 'purchasely', name: 'own/prod/shared', created: false },
    {
      which: 'music-box/customerio-sandbox',
      side: 'customerio',
      region: 'us',
      name: 'own/pair',
      created: false,
    },
  ]);
});

test.each(['music-box/purchasely', 'music-box/customerio-sandbox'])('%s is found', (which) => {
  expect(findTarget(config, which)).toMatchObject({ which });
});

test.each(['cinema', 'cinema/customerio-sandbox', 'Cinema/purchasely', 'hunter2', ''])(
  '"%s" is none, and is not repeated',
  (which) => {
    expect(() => findTarget(config, which)).toThrow(
      'Stage prod has no such secret. It has cinema/purchasely, cinema/customerio-production, ' +
        'music-box/purchasely, music-box/customerio-sandbox. A dropped environment has none.',
    );
  },
);
