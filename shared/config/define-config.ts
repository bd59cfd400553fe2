import type { EventKeys, PropertyKeys } from './catalogued-keys.ts';

/** The contents of `connector.config.ts`, written by a platform team. Checked at `cdk synth` and by the local run. */
export interface ConnectorConfig {
  /** One stack per stage, named `PurchaselyCustomerio-<stage>`. Lower-case letters, digits and hyphens. */
  readonly stages: Readonly<Record<string, StageConfig>>;
  /** One per Purchasely app: its name is the last part of the webhook URL. Lower-case letters, digits and hyphens. */
  readonly connections: Readonly<Record<string, ConnectionConfig>>;
}

export interface StageConfig {
  /**
   * AWS account to deploy to, twelve digits.
   * @default the account of the credentials in use
   */
  readonly account?: string;
  /**
   * AWS region to deploy to.
   * @default the region of the credentials in use
   */
  readonly region?: string;
  /**
   * Name of the stack in this repository's own app.
   * @default PurchaselyCustomerio-<stage>
   */
  readonly stackName?: string;
  /**
   * Prefix in the names of queues, table, functions, log groups, API, alarms and dashboard, such as
   * `acme-subscriptions-prod`; at most 40 letters, digits and hyphens. Roles are named after the stack. Choose it before the
   * first deployment: a stage that is deployed gets new, empty queues and an empty people table, and leaves the old ones.
   * @default the name of the stack, or names of CloudFormation that begin with it
   */
  readonly namePrefix?: string;
  /**
   * Tags of everything that takes tags, such as `{ team: 'growth' }`.
   * @default none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * ARN of a managed policy that bounds what the roles of the functions may do.
   * @default none
   */
  readonly permissionsBoundary?: string;
  /**
   * Whether CloudFormation refuses to delete the stack, in this repository's own app.
   * @default false
   */
  readonly terminationProtection?: boolean;
  /**
   * How long an event that cannot be delivered is tried again before it becomes a dead letter, in hours. Over 72 h old,
   * an event starts no campaign at Customer.io, so there is no use in more.
   * @default 24
   */
  readonly retryForHours?: number;
  /**
   * Copies of `deliver` that may run at once: the rate cap towards Customer.io, and how quickly a wave is done. 2 is the
   * least that SQS takes.
   * @default 10
   */
  readonly maximumConcurrency?: number;
  /**
   * How long a webhook may wait for others, to be delivered together, in seconds. A longer time costs less. With any, Lambda
   * may wait up to 20 s while very few come.
   * @default 7
   */
  readonly batchingWindowSeconds?: number;
  /**
   * Executions of `receive` that Lambda reserves for it, taken from those of the account, and the most it may have at once.
   * Requests above them are answered 503, and Purchasely comes again.
   * @default none: it shares those of the account
   */
  readonly receiveConcurrency?: number;
  /**
   * Requests the webhook URL takes before it answers 429, which Purchasely retries. No more than the account has in this
   * region: 10,000 per second and 5,000 at once in most.
   */
  readonly throttle?: {
    /**
     * Requests per second.
     * @default 2500
     */
    readonly requestsPerSecond?: number;
    /**
     * Requests at once.
     * @default 1250
     */
    readonly burst?: number;
  };
  /**
   * Days that logs are kept: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180 or 365.
   * @default 30
   */
  readonly logRetentionDays?: number;
  /**
   * CloudWatch's class of the access log. `INFREQUENT_ACCESS` costs half of it, and only queries of Logs Insights read it. Choose
   * it before the first deployment, as no log group changes its class. The logs of the functions stay in `STANDARD`: the
   * metrics that alarms watch come from them, and CloudWatch extracts none in the other class.
   * @default 'STANDARD'
   */
  readonly accessLogClass?: 'STANDARD' | 'INFREQUENT_ACCESS';
  /**
   * Whether AWS X-Ray records traces of both functions. X-Ray takes more for them than all the logs of a webhook cost.
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * Your domain name in the webhook URLs.
   * @default the one that API Gateway gives
   */
  readonly domain?: DomainConfig;
  /**
   * Your network in which functions run: `receive` for a private backend, `deliver` for a fixed address towards Customer.io, that
   * of a NAT gateway. It needs a way to the services that they call.
   * @default outside of your networks
   */
  readonly vpc?: VpcConfig;
  /**
   * ARN of a symmetric KMS key in the region of the stage that encrypts its queues, table, secrets and logs. Its policy lets
   * the account of the stage and CloudWatch Logs use it: docs/mapping.md#your-kms-key. Let the queues run empty before you
   * change it: the functions may not use the old one afterwards.
   * @default keys of AWS's own
   */
  readonly encryptionKeyArn?: string;
  /**
   * Fate of queues, table, created secrets and audit log when the stack is deleted, or has to replace them: `retain` leaves them
   * in the account, `destroy` deletes them with all that is in them, for stages of an hour. It goes with
   * `people.deletionProtection: false`.
   * @default 'retain'
   */
  readonly removal?: 'retain' | 'destroy';
  /** The table in which it is kept what every person has bought. */
  readonly people?: {
    /**
     * Days that a person is kept after their last event, or after the end of what they have paid for; 45 to 3650. The owner of
     * a lifetime purchase is never removed.
     * @default 800
     */
    readonly retentionDays?: number;
    /**
     * Whether AWS refuses to delete the table, until this is switched off and deployed.
     * @default true
     */
    readonly deletionProtection?: boolean;
  };
  /**
   * Whether the stage has a dashboard in CloudWatch: 3 dollars a month beyond the third of an account. An object chooses
   * what is on it.
   * @default false
   */
  readonly dashboard?: boolean | DashboardConfig;
  /** The topic that the alarms of the stage notify, and when silence is one; `false` for a stage without alarms. */
  readonly alarms?: AlarmsConfig | false;
}

/** One of the two is needed: a certificate, or a hosted zone in which the stack has one validated. */
export interface DomainConfig {
  /** Such as `webhooks.example.com`. */
  readonly name: string;
  /**
   * ARN of its certificate in ACM, in the region of the stage.
   * @default made by the stack, and validated in the hosted zone
   */
  readonly certificateArn?: string;
  /**
   * Id of a public hosted zone in the account of the stage, in which the stack makes the record that leads to the API.
   * @default none: the record is yours to make, and leads to the output `DomainTarget`
   */
  readonly hostedZoneId?: string;
  /**
   * Whether the URL that API Gateway gives goes on working. Deploy `false` once nothing posts there: webhooks would be lost.
   * @default true
   */
  readonly keepDefaultUrl?: boolean;
}

/** A network in the account and region of the stage. */
export interface VpcConfig {
  /** Ids of its subnets, such as `subnet-0123456789abcdef0`; two of different availability zones are a good choice. */
  readonly subnetIds: readonly string[];
  /** Ids of its security groups, such as `sg-0123456789abcdef0`: what they let out is what the functions can reach. */
  readonly securityGroupIds: readonly string[];
  /**
   * Which functions run there.
   * @default ['receive']
   */
  readonly functions?: readonly ('receive' | 'deliver' | 'dead-letter-widget')[];
  /**
   * A proxy through which these functions leave the network, by HTTP CONNECT.
   * @default none
   */
  readonly proxy?: {
    /** Its URL without user and password, such as `http://proxy.example.internal:3128`. */
    readonly url: string;
    /**
     * Hosts to reach without it, as Node reads `NO_PROXY`: `.amazonaws.com` if AWS has endpoints in the network.
     * @default none
     */
    readonly noProxy?: readonly string[];
  };
}

export interface DashboardConfig {
  /**
   * Whether dead letters can be viewed and replayed there, by a separate function, for viewers of the dashboard who may call
   * it.
   * @default true
   */
  readonly deadLetterWidget?: boolean;
  /**
   * Where your on-call reads docs/runbook.md, such as `https://git.example.com/connector/blob/main/docs/runbook.md`: the widget
   * links its entries.
   * @default none: the widget only names the entries
   */
  readonly runbookUrl?: string;
}

export interface AlarmsConfig {
  /**
   * ARN of an SNS topic that every alarm sends to when it goes off and when it is over, such as
   * `arn:aws:sns:eu-west-1:123456789012:on-call`. A standard topic of the stage's region, whose policy lets
   * `cloudwatch.amazonaws.com` publish.
   * @default none: the alarms are seen in CloudWatch only
   */
  readonly topicArn?: string;
  /**
   * Hours without a single webhook of a connection after which an alarm goes off, 1 to 168, or `false`. Choose more than
   * your longest quiet night.
   * @default 24
   */
  readonly noTrafficHours?: number | false;
}

export interface ConnectionConfig {
  /** How Purchasely proves that a webhook is its own. */
  readonly purchasely?: {
    /**
     * Name or ARN of an existing secret in Secrets Manager that holds `{"sharedSecret": "…"}`; see `SecretName`.
     * @default purchasely-customerio/<stage>/<connection>/purchasely, created empty by the stack
     */
    readonly secretName?: SecretName;
    /**
     * Refuse requests whose timestamp is further away than this many minutes. Leave it off: Purchasely does not document
     * whether a retry gets a new timestamp, and a replayed webhook changes nothing.
     * @default no limit
     */
    readonly replayWindowMinutes?: number;
  };
  /** Your backend that gets the webhooks as Purchasely sends them, and whose answer Purchasely gets. */
  readonly relay?: RelayConfig;
  /**
   * ARNs of SQS queues, standard or FIFO, that get every webhook as it is stored, such as
   * `arn:aws:sqs:eu-west-1:123456789012:webhooks`; five at most. In the region of the stage and of any account, whose queue
   * policy lets `receive` send. `{stage}` in a name stands for the name of the stage.
   * @default none
   */
  readonly copies?: readonly string[];
  /** Where the events of each Purchasely environment go. Both must be said: sandbox never reaches production silently. */
  readonly environments: {
    /** Real purchases: a workspace, or `'drop'`. */
    readonly PRODUCTION: WorkspaceConfig | 'drop';
    /** Purchases of testers and of the stores' review: a separate workspace, or `'drop'`. */
    readonly SANDBOX: WorkspaceConfig | 'drop';
  };
  /** Identity of the webhooks' people at Customer.io. */
  readonly identity?: IdentityConfig;
  /** Which events appear at Customer.io, and under which names. Those not listed are off. */
  readonly events?: EventsConfig;
  /** Attributes of the webhook that its event carries. */
  readonly eventAttributes?: EventAttributesConfig;
  /** Which attributes of a person are kept up to date, and under which names. Those not listed are off. */
  readonly userProperties?: UserPropertiesConfig;
  /** ISO 8601 period of each plan (`{ MONTHLY: 'P1M' }`), for `plan_periodicity`: no webhook carries it. */
  readonly planPeriodicity?: Readonly<Record<string, string>>;
}

/** A backend that gets webhooks from `receive`, unchanged, once they are stored. */
export interface RelayConfig {
  /** Its webhook URL, https. `{stage}` in it stands for the name of the stage. */
  readonly url: string;
  /**
   * Which webhooks it gets, by their `event_name`: all, or those that are listed. The others are answered 200 at once.
   * @default 'all'
   */
  readonly events?: 'all' | readonly string[];
  /**
   * Seconds it has for its answer, 1 to 8. Purchasely waits ten, in which the webhook is verified and stored first.
   * @default 8
   */
  readonly timeoutSeconds?: number;
}

/** A Customer.io workspace. */
export interface WorkspaceConfig {
  /** Customer.io's region, shown in the workspace's account settings. */
  readonly region: 'us' | 'eu';
  /**
   * Name or ARN of an existing secret in Secrets Manager that holds `{"siteId": "…", "apiKey": "…"}`; see `SecretName`.
   * @default purchasely-customerio/<stage>/<connection>/customerio-<environment>, created empty by the stack
   */
  readonly secretName?: SecretName;
}

/**
 * An existing secret in the region of the stage: its name, or its ARN, which alone works for one of another account. With
 * an object each stage has its own, such as `{ prod: 'arn:…' }`; for a stage that is not in it the stack creates one.
 * `{stage}` stands for the name of the stage. It may be encrypted with a customer managed key.
 */
export type SecretName = string | Readonly<Record<string, string>>;

export interface IdentityConfig {
  /**
   * Meaning of Purchasely's `user_id` at Customer.io.
   * @default 'id'
   */
  readonly userId?: 'id' | 'email' | 'cio_id';
  /**
   * Treatment of users who have not logged in:
   * - `event`: an anonymous event, merged by Customer.io once the person is known.
   * - `skip`: nothing is sent.
   * - `person`: a person whose id is the anonymous id.
   * @default 'event'
   */
  readonly anonymous?: 'event' | 'skip' | 'person';
}

/** `true` sends the event under its own name, `false` does not send it. */
export type EventSwitch = boolean | EventRule;

export interface EventRule {
  /**
   * The event's name at Customer.io.
   * @default the event's own name
   */
  readonly name?: string;
  /**
   * Send it only if each of these webhook attributes has one of these values,
   * such as `{ purchase_type: ['CONSUMABLE', 'NON_CONSUMABLE'] }`.
   */
  readonly when?: Readonly<
    Record<string, string | number | boolean | readonly (string | number | boolean)[]>
  >;
}

/**
 * Which events appear at Customer.io. An event that is off, or whose `when` does not hold, still updates the person's
 * properties: switches decide what campaigns see, never whether a person's state is true.
 */
export interface EventsConfig extends EventKeys<EventSwitch> {
  /**
   * Names at Customer.io that more than one event has on purpose. Without, the synthesis warns of events that get the same
   * name: each of them starts the campaigns that wait for it.
   * @default none
   */
  readonly sharedNames?: readonly string[];
  /**
   * For every event not listed here, those Purchasely will invent included.
   * @default false
   */
  readonly unlisted?: boolean;
  /** Events this version does not know yet, by name. */
  readonly additional?: Readonly<Record<string, EventSwitch>>;
}

/** Which webhook attributes an event carries to Customer.io. Names are those of the webhook. */
export interface EventAttributesConfig {
  /**
   * Only these.
   * @default all
   */
  readonly include?: readonly string[];
  /** All but these. */
  readonly exclude?: readonly string[];
  /** New names, from webhook attribute to event attribute. */
  readonly rename?: Readonly<Record<string, string>>;
}

/** Which properties of a person are kept up to date. Those not listed are off. */
export interface UserPropertiesConfig extends PropertyKeys<PropertySwitch> {
  /** Put before each name that is not given explicitly, such as `purchasely_`. */
  readonly prefix?: string;
}

/** `true` keeps the property up to date, `false` leaves it alone. */
export type PropertySwitch = boolean | PropertyRule;

export interface PropertyRule {
  /**
   * The attribute's name at Customer.io.
   * @default the prefix and the property's own name
   */
  readonly name?: string;
}

/** Gives an editor the types of the configuration. */
export function defineConfig(config: ConnectorConfig): ConnectorConfig {
  return config;
}
