import type { Region } from '../customerio/regions.ts';
import type { PropertyName } from '../purchasely/properties.ts';
import type { ConnectionSettings } from './schema.ts';
import type { StageSettings } from './stage-schema.ts';

/**
 * A configuration for one stage: its settings as the schema gives them, and what follows from them. It travels as a JSON
 * file in each function's bundle, so it holds plain data only, and names of secrets but never a secret.
 */
export interface ResolvedConfig
  extends Omit<
    StageSettings,
    'retryForHours' | 'maximumConcurrency' | 'batchingWindowSeconds' | 'dashboard' | 'stackName'
  > {
  readonly stage: string;
  /** Of this repository's own app. */
  readonly stackName: string;
  /** Short hash of the connections: says which mapping made an event or a dead letter. */
  readonly mappingVersion: string;
  readonly delivery: DeliverySettings;
  readonly dashboard: DashboardSettings | false;
  readonly connections: Readonly<Record<string, ResolvedConnection>>;
}

interface DeliverySettings {
  readonly retryForSeconds: number;
  /** Receives before SQS itself moves a message: the net under `retryForSeconds`. */
  readonly maxReceiveCount: number;
  readonly maximumConcurrency: number;
  readonly batchingWindowSeconds: number;
}

export type DashboardSettings = Exclude<StageSettings['dashboard'], boolean>;

/** Without a `topicArn` the alarms notify no one. */
export type AlarmSettings = Exclude<StageSettings['alarms'], false>;

export interface ResolvedConnection {
  readonly purchasely: PurchaselySettings;
  /** `null`: no backend gets the webhooks. */
  readonly relay: RelaySettings | null;
  /** ARNs of queues that get every webhook. */
  readonly copies: readonly string[];
  readonly environments: { readonly PRODUCTION: Workspace | 'drop'; readonly SANDBOX: Workspace | 'drop' };
  readonly identity: ConnectionSettings['identity'];
  readonly events: {
    readonly unlisted: boolean;
    readonly listed: Readonly<Record<string, ResolvedEvent>>;
  };
  readonly eventAttributes: {
    /** `null`: all. */
    readonly include: readonly string[] | null;
    readonly exclude: readonly string[];
    readonly rename: Readonly<Record<string, string>>;
  };
  /** The properties that are on, and the attribute of the person each one becomes. */
  readonly userProperties: readonly (readonly [property: PropertyName, attribute: string])[];
  readonly planPeriodicity: Readonly<Record<string, string>>;
}

interface PurchaselySettings {
  readonly secret: SecretReference;
  /** `null`: no limit. */
  readonly replayWindowSeconds: number | null;
}

/** Where webhooks go on to, and whose answer Purchasely gets. */
export type RelaySettings = NonNullable<ConnectionSettings['relay']>;

/** A Customer.io workspace and where its credentials are. */
export interface Workspace {
  readonly region: Region;
  readonly secret: SecretReference;
}

export interface SecretReference {
  /** Or its ARN: Secrets Manager takes either. */
  readonly name: string;
  /** Whether the stack creates it, empty, or it exists already. */
  readonly created: boolean;
}

export interface ResolvedEvent {
  readonly send: boolean;
  readonly name: string;
  /** Webhook attribute → the values, as text, of which it must have one. */
  readonly when?: Readonly<Record<string, readonly string[]>>;
}

/** The part of the configuration that `receive` needs; the mapping stays out, so editing it does not redeploy `receive`. */
export interface ReceiveConfig {
  readonly stage: string;
  readonly connections: Readonly<Record<string, ReceiveConnection>>;
}

export type ReceiveConnection = PurchaselySettings & Pick<ResolvedConnection, 'relay' | 'copies'>;

/** The part of the configuration that `deliver` needs. */
export type DeliverConfig = Pick<
  ResolvedConfig,
  'stage' | 'mappingVersion' | 'delivery' | 'people' | 'connections'
>;

export function toReceiveConfig({ stage, connections }: ResolvedConfig): ReceiveConfig {
  return {
    stage,
    connections: Object.fromEntries(
      Object.entries(connections).map(([name, { purchasely, relay, copies }]) => [
        name,
        { ...purchasely, relay, copies },
      ]),
    ),
  };
}

export function toDeliverConfig(config: ResolvedConfig): DeliverConfig {
  const { stage, mappingVersion, delivery, people, connections } = config;
  return { stage, mappingVersion, delivery, people, connections };
}

/** Settings of the widget of dead letters on the dashboard. */
export interface WidgetConfig {
  readonly stage: string;
  readonly runbookUrl?: string;
}

export function toWidgetConfig(stage: string, { runbookUrl }: DashboardSettings): WidgetConfig {
  return { stage, ...(runbookUrl === undefined ? {} : { runbookUrl }) };
}
