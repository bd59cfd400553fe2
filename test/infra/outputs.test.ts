import { resolveConfig } from '../../shared/config/resolve.ts';
import { configOf, connection } from './config-of.ts';
import { synthesized } from './synthesized.ts';

test('the stack tells which mapping was deployed', async () => {
  const config = configOf({ cinema: { ...connection, events: { unlisted: true } } });

  const template = await synthesized(config);

  template.hasOutput('MappingVersion', { Value: resolveConfig(config, 'test').mappingVersion });
});
