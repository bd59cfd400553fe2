import type { ConnectionConfig } from '../../../shared/config/define-config.ts';
import campaign from '../campaign.config.ts';
import type { App } from './apps.ts';
import type { Person } from './person.ts';

/**
 * The campaign's configuration as this generator reads it: in its own words, because what is expected of the connector
 * must not be computed by the connector.
 */

type Connection = App['connection'];

/** The workspace of a person's environment, as the stand-in calls it; `undefined` if it is dropped. */
export function workspaceOf({ app: { connection }, environment }: Person): string | undefined {
  const isDropped = settingsOf(connection).environments[environment] === 'drop';
  return isDropped ? undefined : `${connection} ${environment.toLowerCase()}`;
}

export function sendsAnonymousEvents(connection: Connection): boolean {
  return settingsOf(connection).identity?.anonymous === 'event';
}

/** The name under which an event is sent; `undefined` if it is off. */
export function sentName(
  connection: Connection,
  name: string,
  body: Readonly<Record<string, unknown>>,
): string | undefined {
  const {
    unlisted = false,
    additional = {},
    sharedNames: _,
    ...listed
  } = settingsOf(connection).events ?? {};
  const rule = new Map(Object.entries({ ...listed, ...additional })).get(name) ?? unlisted;
  if (typeof rule === 'boolean') return rule ? name : undefined;
  const holds = Object.entries(rule.when ?? {}).every(([attribute, values]) =>
    [values].flat().some((value) => value === body[attribute]),
  );
  return holds ? (rule.name ?? name) : undefined;
}

/** Name of a property on the person; `undefined` if it is off. */
export function attributeName(connection: Connection, property: string): string | undefined {
  return ATTRIBUTE_NAMES[connection].get(property);
}

export function periodicityOf(connection: Connection, plan: string): string | undefined {
  return settingsOf(connection).planPeriodicity?.[plan];
}

function settingsOf(connection: Connection): ConnectionConfig {
  const settings = campaign.connections[connection];
  if (settings === undefined) throw new RangeError(`the campaign has no connection ${connection}`);
  return settings;
}

const ATTRIBUTE_NAMES = { cinema: attributeNames('cinema'), press: attributeNames('press') };

/** Of the properties that are on. */
function attributeNames(connection: Connection): ReadonlyMap<string, string> {
  const { prefix = '', ...properties } = settingsOf(connection).userProperties ?? {};
  const names = Object.entries(properties).flatMap(([property, choice]): [string, string][] => {
    if (choice === false) return [];
    const given = choice === true ? undefined : choice.name;
    return [[property, given ?? `${prefix}${property}`]];
  });
  return new Map(names);
}
