import { createHash } from 'node:crypto';
import { MAX_ATTRIBUTE_NAME_BYTES, RESERVED_EVENT_ATTRIBUTES } from '../customerio/limits.ts';
import { maxReceiveCountFor } from '../messages/backoff.ts';
import { EVENT_NAMES } from '../purchasely/events.ts';
import { PROPERTY_NAMES, type PropertyName } from '../purchasely/properties.ts';
import { checkConfig } from './check-config.ts';
import type { EventSwitch } from './define-config.ts';
import { destinationFaults } from './destination-faults.ts';
import { ConfigError, type ConfigFault } from './explain-faults.ts';
import type { ResolvedConfig, ResolvedConnection, ResolvedEvent } from './resolved.ts';
import type { CheckedConfig, ConnectionSettings, StageSettings } from './schema.ts';

/**
 * Checks a configuration, fills in every default, and works out what follows from them for one stage.
 *
 * @throws {ConfigError} with every fault, each with the path of its key
 */
export function resolveConfig(config: unknown, stageName: string): ResolvedConfig {
  const checked = checkConfig(config);
  const stage = Object.hasOwn(checked.stages, stageName) ? checked.stages[stageName] : undefined;
  const faults = [
    ...(stage === undefined ? [unknownStage(stageName, checked)] : []),
    ...Object.entries(checked.stages).flatMap(([name, each]) => foreignTopic(name, each)),
    ...Object.entries(checked.connections).flatMap(([name, connection]) => clashesOf(name, connection)),
    ...Object.entries(checked.connections).flatMap(([name, connection]) =>
      destinationFaults(name, connection, checked),
    ),
  ];
  if (stage === undefined || faults.length > 0) throw new ConfigError(faults);

  const { retryForHours, maximumConcurrency, ...settings } = stage;
  const retryForSeconds = Math.round(retryForHours * 3600);
  const connections = Object.fromEntries(
    Object.entries(checked.connections).map(([name, connection]) => [
      name,
      resolveConnection(connection, stageName, name),
    ]),
  );
  return {
    ...settings,
    stage: stageName,
    mappingVersion: hashOf(mappingsOf(connections)),
    delivery: { retryForSeconds, maxReceiveCount: maxReceiveCountFor(retryForSeconds), maximumConcurrency },
    connections,
  };
}

function resolveConnection(connection: ConnectionSettings, stage: string, name: string): ResolvedConnection {
  const { purchasely, relay, copies, environments, identity, planPeriodicity } = connection;
  const { include, exclude, rename } = connection.eventAttributes;
  const minutes = purchasely.replayWindowMinutes;
  const ofStage = (text: string) => text.replaceAll('{stage}', stage);
  const secret = (given: string | undefined, part: string) =>
    given === undefined
      ? { name: `purchasely-customerio/${stage}/${name}/${part}`, created: true }
      : { name: ofStage(given), created: false };
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

function resolveEvents({ unlisted, additional, ...known }: ConnectionSettings['events']) {
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

function resolveUserProperties({ prefix = '', ...properties }: ConnectionSettings['userProperties']) {
  return PROPERTY_NAMES.flatMap((property): [PropertyName, string][] => {
    const choice = properties[property];
    if (choice === undefined || choice === false) return [];
    const given = choice === true ? undefined : choice.name;
    return [[property, given ?? `${prefix}${property}`]];
  });
}

function unknownStage(name: string, { stages }: CheckedConfig): ConfigFault {
  return { path: `stages.${name}`, message: `no such stage; there are ${Object.keys(stages).join(', ')}` };
}

/** An alarm can tell topics of its own region only. Those of another account are told, if their policy says so. */
function foreignTopic(name: string, { region, alarms }: StageSettings): ConfigFault[] {
  const topicRegion = alarms.topicArn?.split(':')[3];
  if (region === undefined || topicRegion === undefined || topicRegion === region) return [];
  const message = `is in ${topicRegion}, the stage in ${region}: an alarm can only tell a topic of its own region`;
  return [{ path: `stages.${name}.alarms.topicArn`, message }];
}

/** Names that two keys claim: one would silently overwrite the other. */
function clashesOf(name: string, connection: ConnectionSettings): ConfigFault[] {
  const path = `connections.${name}`;
  const properties = resolveUserProperties(connection.userProperties);
  const rename = Object.entries(connection.eventAttributes.rename);
  return [
    ...duplicates(properties).map(([property, attribute, first]) => ({
      path: `${path}.userProperties.${property}`,
      message: `becomes ${attribute}, as ${first} does; give one of them another name`,
    })),
    ...properties
      .filter(([, attribute]) => Buffer.byteLength(attribute) > MAX_ATTRIBUTE_NAME_BYTES)
      .map(([property]) => ({
        path: `${path}.userProperties.${property}`,
        message: `has more than ${MAX_ATTRIBUTE_NAME_BYTES} bytes with the prefix: Customer.io refuses longer names`,
      })),
    ...duplicates(rename).map(([attribute, target, first]) => ({
      path: `${path}.eventAttributes.rename.${attribute}`,
      message: `becomes ${target}, as ${first} does; give one of them another name`,
    })),
    ...rename
      .filter(([attribute]) => RESERVED_EVENT_ATTRIBUTES.has(attribute))
      .map(([attribute]) => ({
        path: `${path}.eventAttributes.rename.${attribute}`,
        message: 'is never sent: it would override the addresses of the campaign',
      })),
  ];
}

/** Those pairs whose second part an earlier pair has already, with that one's first part. */
function duplicates(pairs: readonly (readonly [string, string])[]): [string, string, string][] {
  const firstWith = new Map<string, string>();
  return pairs.flatMap(([key, value]): [string, string, string][] => {
    const first = firstWith.get(value);
    if (first !== undefined) return [[key, value, first]];
    firstWith.set(value, key);
    return [];
  });
}

/** What decides what becomes of an event at Customer.io. Who else gets it does not. */
function mappingsOf(connections: Readonly<Record<string, ResolvedConnection>>) {
  return Object.fromEntries(
    Object.entries(connections).map(([name, { relay: _, copies: __, ...mapping }]) => [name, mapping]),
  );
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
