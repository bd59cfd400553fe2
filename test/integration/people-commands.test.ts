import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { personKeyOf } from '../../shared/people/person-key.ts';
import type { PersonRecord } from '../../shared/people/person-record.ts';
import { toRecord } from '../../shared/people/table-item.ts';
import { openTable } from '../../tools/cli/preview/open-table.ts';
import { type CliUnderTest, cliOf, killedAt, plant } from '../support/cli.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';
import { wordsOf } from '../support/terminal.ts';

let stack: RunningStack;
let people: CliUnderTest;
beforeEach(async () => {
  stack = await startStack();
  people = cliOf(stack, { prefix: ['people'] });
});
afterEach(async () => {
  await stack.stop();
  people.stop();
});

const ID = 'a-private-name';
const attributesOf = (id: string) => stack.production.person({ id })?.attributes;

async function accept(...webhooks: object[]): Promise<void> {
  for (const webhook of webhooks) await stack.accept(webhook);
  await stack.drain();
}

const trial = (changes: object = {}) => sample('trial-started', { user_id: ID, ...changes });
const parsed = (lines: readonly string[]) => JSON.parse(lines.join(''));
const sentEvents = () =>
  stack.track.requests.flatMap(({ body }) =>
    (body as { batch: { action: string }[] }).batch.filter(({ action }) => action === 'event'),
  );

async function records(): Promise<PersonRecord[]> {
  const { Items = [] } = await stack.dynamodb.send(new ScanCommand({ TableName: stack.peopleTable }));
  return Items.map(toRecord);
}

describe('show', () => {
  test('tells purchases, the main one, and the event behind each attribute, but not who it is', async () => {
    await accept(trial(), sample('renewal-disabled', { user_id: ID, purchasely_subscription_id: 'subs_2' }));

    const { code, out } = await people.run(`show ${ID}`);

    const text = wordsOf(out);
    expect(code).toBe(0);
    expect(text).not.toContain(ID);
    expect(text).not.toContain('subs_2');
    expect(text).toContain('main subscription CINEMA_PLUS_MONTHLY (purchase 1) renewing since 2026-03-02');
    expect(text).toContain(' subscription CINEMA_PLUS_MONTHLY (purchase 2) cancelled since 2026-04-20');
    expect(text).toMatch(/ TRIAL_STARTED of 2026-03-02T08:15:34\S*: ([a-z]\S* \S+ )*is_in_trial true /);
    expect(text).toMatch(/ RENEWAL_DISABLED of [^:]*\S*: ([a-z]\S* \S+ )*last_event "RENEWAL_DISABLED" /);
  });

  test('reveals on request, keeps that it did, and gives what preview starts from', async () => {
    await accept(trial());

    const { out, err } = await people.run(`show ${ID} --reveal --json`);

    expect(parsed(out)).toMatchObject({
      people: [{ person: { id: ID }, record: { identifiers: { id: ID } } }],
    });
    expect(err.join('\n')).toContain('"command":"people show","what":"reveals"');
    expect(err.join('\n')).not.toContain(ID);
    const state = join(people.directory, 'state.json');
    writeFileSync(state, out.join(''));
    const webhook = join(people.directory, 'end.json');
    writeFileSync(webhook, JSON.stringify(sample('subscription-terminated', { user_id: ID })));
    const cli = cliOf(stack, { directory: people.directory });
    const preview = await cli.run(`preview ${webhook} --state ${state} --json`);
    expect(parsed(preview.out).people[0].attributes).toMatchObject({ has_active_subscription: false });
  });

  test('knows nobody by an id that never came', async () => {
    expect(await people.run('show nobody')).toMatchObject({ code: 1, out: [] });
  });
});

/** Fills the table with people of whom Customer.io knows nothing. */
async function fill(count: number): Promise<void> {
  const table = openTable({
    ...stack,
    config: { people: { retentionDays: 800, deletionProtection: false } },
  });
  const facts = (said: PersonRecord['state']['person'][number]['said']) => [
    { atMs: 1_775_722_570_000, rank: 2, key: 'k', event: 'SUBSCRIPTION_RENEWED', said },
  ];
  const changes = Array.from({ length: count }, (_, index) => {
    const identifiers = { id: `filled-${index}` };
    const record: PersonRecord = {
      key: personKeyOf('cinema', 'PRODUCTION', identifiers),
      connection: 'cinema',
      environment: 'PRODUCTION',
      identifiers,
      state: {
        person: facts({ last_event: 'SUBSCRIPTION_RENEWED' }),
        purchases: { [`s:${index}`]: facts({ plan: `PLAN_${index}`, standing: 'renewing' }) },
      },
      clock: 1_775_722_570,
      revision: 1,
    };
    return { record, replaced: undefined };
  });
  await table.write(changes);
}

async function drainAll(): Promise<void> {
  while ((await stack.drain()) > 0);
}

const PEOPLE = 1_100;

describe('resync', () => {
  test('sends the view of everybody, and no event; killed half-way and repeated, nobody is left out', async () => {
    await fill(PEOPLE);

    await killedAt(stack, 'resync --yes --rate 100000', 'SendMessageBatch', 60, {
      prefix: ['people'],
      directory: people.directory,
    });
    const again = cliOf(stack, { prefix: ['people'], directory: people.directory });
    const { code, out } = await again.run('resync --yes --rate 100000');
    await drainAll();

    expect(code).toBe(0);
    expect(out.join('\n')).toContain('Continues where it stopped on');
    const wrong = Array.from({ length: PEOPLE }, (_, index) => index).filter(
      (index) => attributesOf(`filled-${index}`)?.['active_plans'] !== `PLAN_${index}`,
    );
    expect(wrong).toEqual([]);
    expect(sentEvents()).toEqual([]);
    expect(stack.messages('dead-letters')).toEqual([]);
  });

  test('says how many people and how long, and sends only those for whom a property says something', async () => {
    await fill(3);
    await accept(sample('activate-consumable', { user_id: ID }));

    const all = await people.run('resync --dry-run');
    const some = await people.run('resync --property plan --yes --json');

    expect(all.out).toEqual([
      'To resync: 4 people of stage local, at 50 a second.',
      'It takes 0 s, with a request to Customer.io per 50 people.',
    ]);
    expect(parsed(some.out)).toEqual({ stage: 'local', people: 3, sent: 3 });
  });

  test('lets what it says outlive what others have written since', async () => {
    await accept(trial());
    const [before] = await records();

    await people.run(`resync --person ${ID} --yes`);
    await stack.drain();

    const [after] = await records();
    expect(after?.clock).toBeGreaterThan((before?.clock ?? 0) + 1_000_000);
    expect(after?.state).toEqual(before?.state);
  });

  test.each([
    { line: 'resync --property colour', says: 'Expected a property' },
    { line: 'resync', says: 'Confirmation needs a terminal' },
  ])('"$line" is wrong usage', async ({ line, says }) => {
    const { code, err } = await people.run(line);

    expect({ code, err: err.join('\n') }).toEqual({ code: 2, err: expect.stringContaining(says) });
  });
});

describe('import', () => {
  const file = (webhooks: readonly object[]) => {
    const path = join(people.directory, 'kept.ndjson');
    writeFileSync(path, webhooks.map((webhook) => `${JSON.stringify(webhook)}\n`).join(''));
    return path;
  };

  test('fills what is known and updates the person, and sends no event', async () => {
    await accept(sample('renewal-disabled', { user_id: ID }));
    const eventsBefore = sentEvents().length;
    const kept = file([
      trial({ purchasely_subscription_id: 'subs_first' }),
      sample('renewal-disabled', { user_id: ID }),
      sample('one-time-purchase-received', { user_id: ID }),
      sample('transaction-processed-renewal', { user_id: ID }),
      trial({ environment: 'STAGING' }),
      sample('legacy-v2-purchase-validated'),
    ]);

    const { code, out } = await people.run(`import ${kept} --yes --json`);
    await stack.drain();

    expect(code).toBe(1);
    expect(parsed(out)).toMatchObject({
      webhooks: { new: 2, older: 1, nothing: 1, 'unknown environment': 1, unreadable: 1, forgotten: 0 },
      people: 1,
      sent: 1,
    });
    expect(attributesOf(ID)).toMatchObject({
      owned_products: 'CINEMA_LIFETIME_PASS',
      active_subscription_count: 2,
    });
    expect(sentEvents()).toHaveLength(eventsBefore);
    const again = await people.run(`import ${kept} --yes --json`);
    expect(parsed(again.out).webhooks).toMatchObject({ new: 0, older: 3 });
  });

  test('killed after it has asked for some of the people, and repeated, leaves nobody out', async () => {
    const ids = Array.from({ length: 25 }, (_, index) => `kept-${index}`);
    const kept = file(ids.map((id) => trial({ user_id: id, event_id: id, purchasely_subscription_id: id })));
    const { directory } = people;
    await killedAt(stack, `import ${kept} --yes`, 'SendMessageBatch', 1, { prefix: ['people'], directory });
    await drainAll();
    expect(ids.filter((id) => attributesOf(id) === undefined)).toHaveLength(15);

    // The killed one went through a proxy that is gone.
    const { code, out } = await cliOf(stack, { prefix: ['people'], directory }).run(
      `import ${kept} --yes --json`,
    );
    await drainAll();

    expect(code).toBe(0);
    expect(parsed(out)).toMatchObject({ webhooks: { new: 0, older: 25 }, people: 25, sent: 25 });
    expect(ids.filter((id) => attributesOf(id)?.['is_in_trial'] !== true)).toEqual([]);
    expect(sentEvents()).toEqual([]);
  });

  test('only looks, if that is all it is asked for', async () => {
    const { out } = await people.run(`import ${file([trial()])} --dry-run --json`);

    expect(parsed(out)).toMatchObject({ webhooks: { new: 1 }, sent: 0 });
    expect(await records()).toEqual([]);
  });
});

describe('forget', () => {
  test('erases the person, and nothing of before brings them back', async () => {
    await accept(trial());
    await plant(stack, [
      {
        webhook: sample('trial-converted', { user_id: ID }),
        attributes: { connection: 'cinema', received_at: String(Date.now()), reason: 'retries-exhausted' },
      },
    ]);

    const { code, out } = await people.run(`forget ${ID} --at-customerio --yes --json`);
    expect({ code, result: parsed(out) }).toMatchObject({
      code: 0,
      result: { forgotten: 2, deleted: 2, deadLetters: [expect.any(String)] },
    });
    expect(attributesOf(ID)).toBeUndefined();

    await accept(sample('subscription-renewed', { user_id: ID }));
    const dlq = cliOf(stack, { prefix: ['dlq'], directory: people.directory });
    await dlq.run('replay --yes');
    await drainAll();
    await people.run('resync --yes');
    await drainAll();
    const kept = join(people.directory, 'kept.json');
    writeFileSync(kept, JSON.stringify(trial()));
    const imported = await people.run(`import ${kept} --yes --json`);
    await drainAll();

    expect(parsed(imported.out)).toMatchObject({ webhooks: { forgotten: 1 }, sent: 0 });
    expect(attributesOf(ID)).toBeUndefined();
    expect(stack.messages('events')).toEqual([]);
    expect(JSON.stringify(await records())).not.toContain(ID);
    const shown = await people.run(`show ${ID}`);
    expect(shown.out.join('\n')).toContain('Forgotten on');
  });

  test('begins a new person with a purchase that begins later', async () => {
    await accept(trial());
    await people.run(`forget ${ID} --yes`);
    const later = new Date(Date.now() + 60_000).toISOString();

    await accept(
      trial({
        event_id: 'a-new-life',
        event_created_at: later,
        event_created_at_ms: Date.parse(later),
        original_purchased_at: later,
        original_purchased_at_ms: Date.parse(later),
        purchasely_subscription_id: 'subs_new',
      }),
      sample('subscription-renewed', { user_id: ID }),
    );

    expect(attributesOf(ID)).toMatchObject({ active_subscription_count: 1, is_in_trial: true });
  });

  test('only looks, if that is all it is asked for', async () => {
    await accept(trial());

    const { out } = await people.run(`forget ${ID} --dry-run`);

    expect(out.join('\n')).toMatch(
      /To forget: <person [0-9a-f]{12}>, known in 1 of 2 places \(cinema PRODUCTION\)/,
    );
    expect(out.join('\n')).not.toContain(ID);
    expect(await records()).toMatchObject([{ identifiers: { id: ID } }]);
  });
});
