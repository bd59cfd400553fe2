import { EVENT_NAMES } from '../purchasely/events.ts';
import { PROPERTY_NAMES, type PropertyName } from '../purchasely/properties.ts';
import type { EventSwitch } from './define-config.ts';
import type { ResolvedConnection, ResolvedEvent } from './resolved.ts';
import type { ConnectionSettings, SecretName } from './schema.ts';

/** The settings of a connection, resolved for one stage. */
export function resolveConnection(
  connection: ConnectionSettings,
  stage: string,
  name: string,
): ResolvedConnection {
  const { purchasely, relay, copies, environments, identity, planPeriodicity } = connection;
  const { include, exclude, rename } = connection.eventAttributes;
  const minutes = purchasely.replayWindowMinutes;
  const ofStage = (text: string) => text.replaceAll('{stage}', stage);
  const secret = (given: SecretName | undefined, part: string) => {
    const named = typeof given === 'object' ? given[stage] : given;
    return named === undefined
      ? { name: `purchasely-customerio/${stage}/${name}/${part}`, created: true }
      : { name: ofStage(named), created: false };
  };
  const workspace = (given: ConnectionSettings['environments']['PRODUCTION'], part: string) =>
    given === 'drop' ? given : { region: given.region, secret: secret(given.secretName, part) };
  return {
    purchasely: {
      secret: secret(purchasely.secretName, 'purchasely'),
      replayWindowSeconds: minutes === undefined ? null : Math.round(minutes * 60),
    },
    relay: relay === undefined ? null : { ...relay, url: ofStage(relay.url) },
    copies: copies.map(ofStage),
    environments: {
      PRODUCTION: workspace(environments.PRODUCTION, 'customerio-production'),
      SANDBOX: workspace(environments.SANDBOX, 'customerio-sandbox'),
    },
    identity,
    events: resolveEvents(connection.events),
    eventAttributes: { include: include ?? null, exclude, rename },
    userProperties: resolveUserProperties(connection.userProperties),
    planPeriodicity,
  };
}

/** The switch and the name of each event that is listed. */
export function resolveEvents({
  unlisted,
  additional,
  sharedNames: _,
  ...known
}: ConnectionSettings['events']) {
  const listed = EVENT_NAMES.flatMap((name) => {
    const rule = known[name];
    return rule === undefined ? [] : [[name, resolveEvent(name, rule)] as const];
  });
  const unknown = Object.entries(additional).map(([name, rule]) => [name, resolveEvent(name, rule)] as const);
  return { unlisted, listed: Object.fromEntries([...listed, ...unknown]) };
}

function resolveEvent(name: string, rule: EventSwitch): ResolvedEvent {
  if (typeof rule === 'boolean') return { send: rule, name };
  const when = Object.entries(rule.when ?? {}).map(([attribute, values]) => [
    attribute,
    [values].flat().map(String),
  ]);
  return {
    send: true,
    name: rule.name ?? name,
    ...(when.length === 0 ? {} : { when: Object.fromEntries(when) }),
  };
}

/** The properties that are on, and the attribute that each one becomes. */
export function resolveUserProperties({ prefix = '', ...properties }: ConnectionSettings['userProperties']) {
  return PROPERTY_NAMES.flatMap((property): [PropertyName, string][] => {
    const choice = properties[property];
    if (choice === undefined || choice === false) return [];
    const given = choice === true ? undefined : choice.name;
    return [[property, given ?? `${prefix}${property}`]];
  });
}
