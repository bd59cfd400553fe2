import { readFileSync } from 'node:fs';
import { propertiesOf } from '../../tools/docs/dashboard-widgets.ts';

/** The saved queries of the stage that the tests run, by their names without the folder. */
export function savedQueries(): Map<string, string> {
  const template: unknown = JSON.parse(readFileSync(process.env['TEST_TEMPLATE'] ?? '', 'utf8'));
  return new Map(
    propertiesOf(template, 'AWS::Logs::QueryDefinition').map(({ Name, QueryString }) => [
      String(Name).split('/').at(-1) ?? '',
      String(QueryString),
    ]),
  );
}
