import packageJson from '../../package.json' with { type: 'json' };
import { VERSION } from '../../shared/version.ts';

test('is that of the package', () => {
  expect(VERSION).toBe(packageJson.version);
});
