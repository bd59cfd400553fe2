import type { ResolvedConnection, Workspace } from '../../shared/config/resolved.ts';
import type { EventOperation } from '../../shared/customerio/operations.ts';
import { identifyPerson } from '../../shared/mapping/identify-person.ts';
import { hasNews, mapToEvent } from '../../shared/mapping/map-event.ts';
import type { SkipReason, Unread } from '../../shared/mapping/read-event.ts';
import type { PersonRecord } from '../../shared/people/person-record.ts';
import { NOTHING_KNOWN } from '../../shared/people/state.ts';
import { isForgotten } from './people/learn.ts';
import type { QueuedWebhook } from './queued-webhook.ts';
import { connectorFault, type EventLabel, labelOf, type ReadWebhook } from './read-webhook.ts';
import type { SentOperations } from './sent-operations.ts';

/** A webhook and what became of it under the configuration. */
export interface MappedWebhook {
  readonly webhook: QueuedWebhook;
  /** Known unless the webhook is unreadable. */
  readonly event?: EventLabel;
  readonly mapped: SentOperations | Unread;
}

/** The operations to send for one person, and their webhooks. */
export interface PersonToSend {
  readonly workspace: Workspace;
  readonly connection: ResolvedConnection;
  /** The record behind the view; missing where nothing is known or kept. */
  readonly record: PersonRecord | undefined;
  /** JSON texts, as the events are. */
  readonly identifies: readonly string[];
  /** Whether they say anything; else they are there for the events to find their person. */
  readonly isNews: boolean;
  /** One a webhook; nothing where only the person changes. */
  readonly events: readonly (string | undefined)[];
  readonly webhooks: readonly MappedWebhook[];
}

export interface PersonPlan {
  /** Webhooks of which nothing is sent. */
  readonly settled: readonly MappedWebhook[];
  readonly toSend?: PersonToSend;
}

/**
 * Decides what is sent of one person, from what is known of them with this batch.
 *
 * @param webhooks of one person, or of one anonymous id; at least one
 */
export function planPerson(webhooks: readonly ReadWebhook[], record: PersonRecord | undefined): PersonPlan {
  const [forgotten, present] = partition(webhooks, (one) => isAboutForgotten(one, record));
  const settled: MappedWebhook[] = forgotten.map((one) => skipped(one, 'person forgotten'));
  const [first] = present;
  if (first === undefined) return { settled };
  const { workspace, connection } = first;

  let identifies: readonly string[];
  let isNews: boolean;
  const mapped: { one: ReadWebhook; event: string | undefined }[] = [];
  try {
    const operations = toIdentifies(present, record);
    isNews = operations.some(hasNews);
    identifies = operations.map((operation) => JSON.stringify(operation));
  } catch (error) {
    return {
      settled: [...settled, ...present.map((one) => ({ ...about(one), mapped: connectorFault(error) }))],
    };
  }
  for (const one of present) {
    try {
      const operation = toEvent(one, record);
      mapped.push({ one, event: operation && JSON.stringify(operation) });
    } catch (error) {
      settled.push({ ...about(one), mapped: connectorFault(error) });
    }
  }
  // An identify without attributes is worth sending only so that the event beside it finds its person.
  if (!isNews && mapped.every(({ event }) => event === undefined)) {
    return { settled: [...settled, ...mapped.map(({ one }) => skipped(one, 'event switched off'))] };
  }
  const [identify] = identifies;
  return {
    settled,
    toSend: {
      workspace,
      connection,
      record,
      identifies,
      isNews,
      events: mapped.map(({ event }) => event),
      webhooks: mapped.map(({ one, event }) => ({
        ...about(one),
        mapped: { kind: 'operations', workspace, identify, event, adjustments: one.adjustments },
      })),
    },
  };
}

/** A resync of a person without a record is about a forgotten person too. */
function isAboutForgotten({ told }: ReadWebhook, record: PersonRecord | undefined): boolean {
  return told === undefined ? record?.identifiers === undefined : isForgotten(told.reading, record);
}

function toIdentifies(
  webhooks: readonly ReadWebhook[],
  record: PersonRecord | undefined,
): ReturnType<typeof identifyPerson> | [] {
  const [first] = webhooks;
  if (first === undefined || first.personKey === undefined) return [];
  const readings = webhooks.flatMap(({ told }) => (told === undefined ? [] : [told.reading]));
  const identifiers = readings[0]?.identifiers ?? record?.identifiers;
  if (identifiers === undefined) return [];
  return identifyPerson(
    {
      identifiers,
      state: record?.state ?? NOTHING_KNOWN,
      clock: record?.clock ?? Math.floor(Math.max(...readings.map(({ atMs }) => atMs)) / 1000),
      claims: readings
        .toSorted((one, other) => one.atMs - other.atMs)
        .flatMap(({ claim }) => (claim === undefined ? [] : [claim])),
    },
    first.connection,
    first.adjust,
  );
}

function toEvent(
  { told, connection, adjust }: ReadWebhook,
  record: PersonRecord | undefined,
): EventOperation | undefined {
  if (told === undefined) return undefined;
  const known = record?.state ?? told.reading.state;
  return mapToEvent(told.event, told.reading, connection, known, adjust);
}

function skipped(one: ReadWebhook, why: SkipReason): MappedWebhook {
  return { ...about(one), mapped: { kind: 'skipped', why } };
}

export function about({ webhook, told }: ReadWebhook): Omit<MappedWebhook, 'mapped'> {
  return told === undefined ? { webhook } : { webhook, event: labelOf(told.event) };
}

function partition<Each>(all: readonly Each[], test: (each: Each) => boolean): [Each[], Each[]] {
  return [all.filter(test), all.filter((each) => !test(each))];
}
