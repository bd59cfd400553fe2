import { EVENT_NAMES, EVENTS, type EventName } from '../../shared/purchasely/events.ts';
import {
  PROPERTIES,
  PROPERTY_NAMES,
  type PropertyDescription,
  type PropertyName,
} from '../../shared/purchasely/properties.ts';

/** Returns the module shared/config/catalogued-keys.ts, the help of an editor for events and properties. */
export function cataloguedKeysModule(): string {
  return [
    '/**',
    ' * The names that the configuration takes, with their meanings, for editors: written from the catalogues of',
    ' * shared/purchasely by tools/docs/config-help.ts. Do not edit.',
    ' */',
    '',
    '/** Something for every event of Purchasely. */',
    'export interface EventKeys<Switch> {',
    ...EVENT_NAMES.flatMap((name) => [`  /** ${describeEvent(name)} */`, `  readonly ${name}?: Switch;`]),
    '}',
    '',
    '/** Something for every property of a person. */',
    'export interface PropertyKeys<Switch> {',
    ...PROPERTY_NAMES.flatMap((name) => [
      '  /**',
      ...describeProperty(name).map((line) => `   * ${line}`.trimEnd()),
      '   */',
      `  readonly ${name}?: Switch;`,
    ]),
    '}',
    '',
  ].join('\n');
}

function describeEvent(name: EventName): string {
  const { family, meaning } = EVENTS[name];
  return `${meaning} (${family})`;
}

function describeProperty(name: PropertyName): string[] {
  const { type, how, from, meaning, clearedWhen }: PropertyDescription = PROPERTIES[name];
  const source = how === 'copied' ? `the webhook's ${from}` : from;
  return [
    meaning,
    '',
    `${type === 'date' ? 'date, in Unix seconds' : type}; ${how}: ${source}${clearedWhen === undefined ? '' : `; cleared when ${clearedWhen}`}`,
  ];
}
