import type { DeliverConfig, Workspace } from '../../shared/config/resolved.ts';
import type { Outcome } from './outcome.ts';
import { learn, type News } from './people/learn.ts';
import { lookAgain } from './people/look-again.ts';
import type { PeopleStore } from './people/people-store.ts';
import { about, type MappedWebhook, type PersonToSend, planPerson } from './plan-person.ts';
import type { QueuedWebhook } from './queued-webhook.ts';
import { type ReadWebhook, readOrExplain } from './read-webhook.ts';
import type { ItemOutcome } from './send/judge.ts';
import type { Post } from './send/send-items.ts';
import { NOT_SENT, sendOperations } from './send/send-operations.ts';
import { credentialsFault } from './workspace/credentials-fault.ts';

/** A webhook and how the attempt to deliver it ended. */
export interface Delivery extends Omit<MappedWebhook, 'mapped'> {
  /** Missing if the people table could not be read or written. */
  readonly mapped?: MappedWebhook['mapped'];
  readonly outcome: Outcome;
}

export interface DeliverContext {
  readonly config: DeliverConfig;
  /** Opens the way to a workspace. @throws if its credentials cannot be had */
  readonly postTo: (workspace: Workspace) => Promise<Post>;
  readonly people: PeopleStore;
  /** Called with the number of people whose newer view is sent, because another copy of `deliver` wrote it. */
  readonly onResent: (count: number) => void;
}

/**
 * Delivers webhooks of the events queue, each with its own outcome: none can spoil another's.
 *
 * The news about people is stored before any of it is sent. After sending, a second look makes sure that the last view
 * Customer.io gets of a person is the newest.
 */
export async function deliverBatch(
  webhooks: readonly QueuedWebhook[],
  context: DeliverContext,
): Promise<Delivery[]> {
  const { settled, people } = await planBatch(webhooks, context);
  const byWorkspace = Map.groupBy(people, ({ workspace }) => workspace.secret.name);
  const sent = await Promise.all([...byWorkspace.values()].map((ofOne) => sendToWorkspace(ofOne, context)));

  const byWebhook = new Map([...settled, ...sent.flat()].map((each) => [each.webhook, each]));
  return webhooks.map((webhook) => byWebhook.get(webhook) ?? { webhook, outcome: toOutcome(NOT_SENT) });
}

interface BatchPlan {
  /** Webhooks of which nothing is sent. */
  readonly settled: readonly Delivery[];
  readonly people: readonly PersonToSend[];
}

/**
 * Reads all webhooks, stores their news, and decides what is sent. By itself, so that the bodies it has read are garbage while
 * Customer.io answers.
 */
async function planBatch(
  webhooks: readonly QueuedWebhook[],
  { config, people: store }: DeliverContext,
): Promise<BatchPlan> {
  const all = webhooks.map((webhook) => readOrExplain(webhook, config));
  const groups = [...Map.groupBy(all.filter(isRead), whoseOf).values()];
  const learned = await learn(groups.flatMap(toNews), store);

  const settled: Delivery[] = all.flatMap((one) =>
    isRead(one) ? [] : [withoutSending({ ...one, mapped: one.unread })],
  );
  const people: PersonToSend[] = [];
  for (const group of groups) {
    const known = learned.get(group[0]?.personKey ?? '');
    if (known?.kind === 'failed') {
      settled.push(...group.map((one) => ({ ...about(one), outcome: toOutcome(known) })));
      continue;
    }
    const plan = planPerson(group, known?.record);
    settled.push(...plan.settled.map(withoutSending));
    if (plan.toSend !== undefined) people.push(plan.toSend);
  }
  return { settled, people };
}

function isRead(one: ReturnType<typeof readOrExplain>): one is ReadWebhook {
  return !('unread' in one);
}

/** One text a person, or an anonymous id, of a workspace. */
function whoseOf({ personKey, workspace, told }: ReadWebhook): string {
  return personKey ?? JSON.stringify([workspace.secret.name, told?.reading.identifiers]);
}

function toNews(group: readonly ReadWebhook[]): News[] {
  const [first] = group;
  if (first?.personKey === undefined) return [];
  const told = group.flatMap((one) => one.told ?? []);
  const resyncs = group.filter((one) => one.told === undefined);
  const who = told[0] && {
    connection: first.webhook.message.attributes.connection,
    environment: told[0].event.environment ?? '',
    identifiers: told[0].reading.identifiers,
  };
  return [
    {
      key: first.personKey,
      ...(who === undefined ? {} : { who }),
      heard: told.map(({ reading }) => reading),
      ...(resyncs.length === 0
        ? {}
        : { resyncAt: Math.floor(Math.max(...resyncs.map(({ webhook }) => webhook.receivedAtMs)) / 1000) }),
    },
  ];
}

async function sendToWorkspace(
  people: readonly PersonToSend[],
  { postTo, people: store, onResent }: DeliverContext,
): Promise<Delivery[]> {
  const [first] = people;
  if (first === undefined) return [];
  let post: Post;
  try {
    post = await postTo(first.workspace);
  } catch (error) {
    const fault = credentialsFault(error);
    return people.flatMap(({ webhooks }) => webhooks.map((one) => ({ ...one, outcome: toOutcome(fault) })));
  }
  const outcomes = await sendOperations(people, post);
  const told = people.flatMap(({ record, connection, isNews }, index) => {
    const isHeard = outcomes[index]?.some(({ kind }) => kind === 'accepted') ?? false;
    return record !== undefined && isNews && isHeard ? [{ record, connection }] : [];
  });
  const failures = await lookAgain(told, store, post, onResent);
  return people.flatMap(({ record, webhooks }, index) =>
    webhooks.map((webhook, position) => {
      const outcome = outcomes[index]?.[position];
      const failure = outcome?.kind === 'accepted' ? failures.get(record?.key ?? '') : undefined;
      return { ...webhook, outcome: toOutcome(failure ?? outcome) };
    }),
  );
}

function toOutcome(item: ItemOutcome = NOT_SENT): Outcome {
  switch (item.kind) {
    case 'accepted':
      return { kind: 'delivered' };
    case 'refused': {
      const { kind: _, ...details } = item;
      return { kind: 'dead-letter', failure: { reason: 'refused-by-customerio', ...details } };
    }
    case 'failed':
      return { ...item, kind: 'retry' };
  }
}

function withoutSending(webhook: MappedWebhook): Delivery {
  const { mapped } = webhook;
  switch (mapped.kind) {
    case 'skipped':
      return { ...webhook, outcome: mapped };
    case 'unmappable': {
      const { kind: _, ...failure } = mapped;
      return { ...webhook, outcome: { kind: 'dead-letter', failure } };
    }
    case 'operations':
      throw new Error('operations were mapped and not sent');
  }
}
