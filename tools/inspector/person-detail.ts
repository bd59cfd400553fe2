import { eventKey } from '../../shared/purchasely/event-key.ts';
import type { TrackApi } from '../track-api/server.ts';
import type { Workspace } from '../track-api/workspace.ts';
import { type Write, writesOf } from './attribute-history.ts';
import type { Journal } from './journal.ts';
import { lifeOf } from './life.ts';
import type { ReadRecord, RecordMapper } from './map-record.ts';
import { personKeyOf } from './people-journal.ts';
import type {
  AttributeDetail,
  AttributeWrite,
  Life,
  PersonDetail,
  PersonRow,
  TimelineEvent,
} from './protocol.ts';
import type { WebhookRecord } from './webhook-journal.ts';

/** Maximum number of newest events, and of newest writes of one attribute, to list. */
const MAX_EVENTS = 500;
const MAX_WRITES = 20;

/** Returns the details of a person at Customer.io, with their history. */
export function toPersonDetail(
  row: PersonRow,
  journal: Journal,
  mapper: RecordMapper,
  track: TrackApi,
): PersonDetail {
  const workspace = track.workspace(row.workspace);
  const timeline = timelineOf(row, workspace).reverse();
  const claimer = row.kind === 'anonymous_id' ? claimerOf(row.id, workspace) : undefined;
  const person = row.kind === 'anonymous_id' ? undefined : workspace.person({ [row.kind]: row.id });
  const writes = writesOf(journal.people.operationsOf(row.key));
  const webhooks = webhooksAbout(row, journal, mapper);
  return {
    row,
    life: person === undefined ? undefined : lifeIn(webhooks),
    attributes: attributesOf(person?.attributes ?? {}, writes, new Sources(webhooks, mapper)),
    timeline: timeline.slice(0, MAX_EVENTS).map(
      ({ name, timestamp, id, attributes }): TimelineEvent => ({
        name,
        atMs: timestamp * 1000,
        id,
        attributes,
        webhookId: id === undefined ? undefined : journal.webhooks.findBySentId(id)?.id,
      }),
    ),
    olderEvents: Math.max(0, timeline.length - MAX_EVENTS),
    anonymousIds: person?.anonymousIds ?? [],
    claimedBy: claimer,
    isHistoryCut: journal.people.isCut,
  };
}

/** Returns the events of a person, oldest first. */
function timelineOf(row: PersonRow, workspace: Workspace) {
  if (row.kind !== 'anonymous_id') return workspace.timeline({ [row.kind]: row.id });
  return workspace.timeline().filter(({ anonymousId }) => anonymousId === row.id);
}

/** Returns the person who has an anonymous id and its events. */
function claimerOf(anonymousId: string, workspace: Workspace): string | undefined {
  const person = workspace.people().find(({ anonymousIds }) => anonymousIds.includes(anonymousId));
  const [identifier] = Object.entries(person?.identifiers ?? {});
  if (identifier === undefined) return undefined;
  const [kind, id] = identifier;
  return kind === 'id' || kind === 'email' || kind === 'phone'
    ? personKeyOf(workspace.settings.name, kind, String(id))
    : undefined;
}

/** Returns the attributes at Customer.io, with their writes. */
function attributesOf(
  held: Readonly<Record<string, unknown>>,
  writes: readonly Write[],
  sources: Sources,
): AttributeDetail[] {
  const byName = Map.groupBy(writes, ({ name }) => name);
  const names = new Set([...Object.keys(held), ...byName.keys()]);
  return [...names].sort().map((name) => {
    const ofName = byName.get(name) ?? [];
    const holding = ofName.findLast(({ counted }) => counted);
    const listed = ofName.slice(-MAX_WRITES).reverse();
    return {
      name,
      value: held[name],
      writes: listed.map((write) => toAttributeWrite(write, holding, sources)),
    };
  });
}

function toAttributeWrite(write: Write, holding: Write | undefined, sources: Sources): AttributeWrite {
  const { value, timestamp, arrivedAtMs, counted } = write;
  const source = sources.find(write);
  return {
    value,
    eventAtMs: timestamp * 1000,
    arrivedAtMs,
    result: write === holding ? 'holds' : counted ? 'replaced' : 'lost',
    event: source?.facts.event,
    webhookId: source?.id,
  };
}

interface WebhookAbout {
  readonly record: WebhookRecord;
  readonly read: ReadRecord;
}

/** Returns the kept webhooks about a person in the order of arrival. */
function webhooksAbout({ id, key }: PersonRow, { webhooks }: Journal, mapper: RecordMapper): WebhookAbout[] {
  return [...webhooks.records.values()].flatMap((record) => {
    const read = isSame(record.facts.person, id) ? mapper.read(record) : undefined;
    return read?.personKey === key ? [{ record, read }] : [];
  });
}

/** A webhook may write an e-mail address or a cio_id in another form than Customer.io gets. */
function isSame(person: string | undefined, id: string): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/^cio_/, '');
  return person !== undefined && bare(person) === bare(id);
}

/** Returns the life of a person. A repeated webhook counts once. */
function lifeIn(webhooks: readonly WebhookAbout[]): Life | undefined {
  const [first] = webhooks;
  if (first === undefined) return undefined;
  const once = new Map(webhooks.toReversed().map((about) => [eventKey(about.read.event), about]));
  const told = [...once.values()].reverse().map(({ record, read: { event, reading } }) => ({
    atMs: reading.atMs,
    event: event.name,
    webhookId: record.id,
    state: reading.state,
  }));
  return lifeOf(told, first.read.connection);
}

/** Finds the webhook behind a value, which an identify does not name. */
class Sources {
  readonly #mapper: RecordMapper;
  /** Newest event first. */
  readonly #newestFirst: readonly WebhookRecord[];

  constructor(webhooks: readonly WebhookAbout[], mapper: RecordMapper) {
    this.#mapper = mapper;
    this.#newestFirst = webhooks
      .toSorted((one, other) => other.read.reading.atMs - one.read.reading.atMs)
      .map(({ record }) => record);
  }

  /**
   * Returns the newest event that had arrived by then with this value. A sum of several purchases may have no such
   * event.
   */
  find({ name, value, arrivedAtMs }: Write): WebhookRecord | undefined {
    return this.#newestFirst.find((record) => {
      if (record.atMs > arrivedAtMs) return false;
      const sent = this.#mapper.map(record)?.operations.identify?.attributes[name];
      return (sent === '' ? undefined : sent) === value;
    });
  }
}
