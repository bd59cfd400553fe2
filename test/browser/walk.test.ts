import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { EVENTS } from '../../shared/purchasely/events.ts';
import { launchChromium } from '../../tools/docs/browser/launch-chromium.ts';
import { type InspectedStack, startInspectedStack } from '../support/inspected-stack.ts';
import { sample } from '../support/running-stack.ts';

let inspected: InspectedStack;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  inspected = await startInspectedStack();
  inspected.startDelivering();
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(10_000);
  await page.goto(`${inspected.origin}/`);
});
afterAll(async () => {
  await browser?.close();
  await inspected?.stop();
});

/** Whatever this walk does, it does by the keyboard: a mouse would find what nobody else can reach. */
async function tabTo(target: Locator): Promise<void> {
  for (let stops = 0; stops < 400; stops += 1) {
    if (await target.evaluate((element) => element.matches(':focus'))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target}`);
}

async function enter(target: Locator): Promise<void> {
  await tabTo(target);
  await page.keyboard.press('Enter');
}

async function write(target: Locator, text: string): Promise<void> {
  await tabTo(target);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.type(text);
}

/** An option of a closed list, by the first letters of it. */
async function choose(name: string, letters: string): Promise<void> {
  await tabTo(page.getByRole('combobox', { name }));
  await page.keyboard.type(letters);
}

/** A row of the list of the view, by a text in it. */
async function chooseRow(text: string): Promise<void> {
  await page.getByRole('option', { name: text }).first().waitFor();
  await tabTo(page.getByRole('listbox'));
  await page.keyboard.press('Home');
  const selected = page.getByRole('option', { selected: true });
  while (!(await selected.innerText()).includes(text)) await page.keyboard.press('ArrowDown');
}

async function goTo(view: string): Promise<void> {
  await enter(page.getByRole('navigation').getByRole('link', { name: view }));
  await page.getByRole('main', { name: view }).waitFor();
}

const press = (name: string | RegExp) => enter(page.getByRole('button', { name }).first());
/** Waits until the panel beside the list says something. */
const panelSays = (text: string | RegExp) => page.locator('.panel').getByText(text).first().waitFor();

/** Posts a sample about somebody, by the form, and follows the link to what happens to it. */
async function post(sample: string, person: string): Promise<void> {
  await goTo('Post a webhook');
  await choose('Sample', sample);
  await write(page.getByLabel('Person, instead of'), person);
  await postAndFollow();
}

async function postAndFollow(): Promise<void> {
  const links = page.getByRole('list', { name: 'Posted from here' }).getByRole('link');
  const before = await links.count();
  await press('Post');
  await links.nth(before).waitFor();
  await enter(links.first());
}

/** What a panel says of an attribute: what a webhook did to it, how it was at a moment; and every write of it. */
const pair = (name: string) => page.locator('.pairs > div').filter({ hasText: name });
const attribute = (name: string) => page.locator('.attributes > li').filter({ hasText: name });

test('opens with what to do while nothing has happened', async () => {
  await page.getByText('No webhook has come yet.').waitFor();

  await enter(page.getByRole('main').getByRole('link', { name: 'Post one' }));
  await page.getByRole('main', { name: 'Post a webhook' }).waitFor();
});

test('shows what became of a webhook, with the operations that were sent', async () => {
  await post('trial-started.json', 'ada');

  await panelSays('Customer.io has the event TRIAL_STARTED of ada.');
  await panelSays('Accepted, answered 200');
  await panelSays('Attempt 1: delivered');
  await page.locator('.panel pre').getByText('"name": "TRIAL_STARTED"').waitFor();
  const operations = await page.locator('.panel .operations pre').allInnerTexts();
  const batch = inspected.stack.track.requests.flatMap(({ body }) => (body as { batch: unknown[] }).batch);
  expect(operations.map((text) => JSON.parse(text))).toEqual(batch);
});

test('shows the person, and how each attribute came to its value', async () => {
  await enter(page.getByRole('link', { name: 'as Customer.io has them' }));
  await attribute('is_in_trial').locator('summary').getByText('true').waitFor();

  await post('subscription-renewed.json', 'ada');
  await panelSays('Customer.io has the event SUBSCRIPTION_RENEWED of ada.');
  expect(await pair('is_in_trial').innerText()).toMatch(/true → false/);

  await enter(page.getByRole('link', { name: 'as Customer.io has them' }));
  await enter(attribute('is_in_trial').locator('summary'));
  await attribute('is_in_trial').locator('summary').getByText('false').waitFor();
  const writes = await attribute('is_in_trial').locator('.writes li').allInnerTexts();
  expect(writes).toEqual([
    expect.stringMatching(/false\s+holds\s+said by SUBSCRIPTION_RENEWED of /),
    expect.stringMatching(/true\s+replaced by a newer one\s+said by TRIAL_STARTED of /),
  ]);
  expect(await page.locator('.timeline summary b').allInnerTexts()).toEqual([
    'SUBSCRIPTION_RENEWED',
    'TRIAL_STARTED',
  ]);
});

test('shows the purchases of a person over time, and how they looked at a moment', async () => {
  const then = (name: string) => pair(name).innerText();
  const marks = page.getByRole('list', { name: 'Events of CINEMA_PLUS_MONTHLY' }).getByRole('button');
  expect(await page.locator('.life section b').allInnerTexts()).toContain('CINEMA_PLUS_MONTHLY');
  expect(await marks.count()).toBeGreaterThan(0);
  expect(await page.getByRole('list', { name: 'Legend' }).innerText()).toMatch(
    /in trial(.|\n)*the main subscription/,
  );
  expect(await then('is_in_trial')).toMatch(/is_in_trial\s+false/);

  await tabTo(marks.last());
  await page.keyboard.press('Home');
  await page.getByText('moment 1 of').waitFor();
  expect(await then('is_in_trial')).toMatch(/is_in_trial\s+true\s+now false/);
  expect(await marks.first().evaluate((mark) => mark.matches(':focus'))).toBe(true);

  await press('Later');
  await page.getByText('moment 2 of').waitFor();
  expect(await then('is_in_trial')).toMatch(/is_in_trial\s+false\s+changed$/);
});

test('shows an outage, the attempts and their waits, and the delivery after it', async () => {
  await goTo('Faults');
  await press('Switch on: Customer.io, 503, an HTML page');
  await page.getByText('503, an HTML page for everybody').first().waitFor();

  await post('subscription-renewed.json', 'ada');
  await panelSays('Attempt 1: failed, HTTP 503');
  await panelSays(/Again in \d+ s \(drawn from 1 to 5 s/);
  await goTo('Queue');
  await page.getByRole('option', { name: 'ada' }).getByText('waiting').waitFor();
  await press('Try the waiting ones now');
  await chooseRow('ada');
  await panelSays('Attempt 2: failed, HTTP 503');
  await panelSays(/drawn from 1 to 10 s/);

  await press('Switch all off');
  await page.locator('.banner').waitFor({ state: 'detached' });
  // An attempt that is under way may still fail, and wait once more.
  const delivered = page
    .locator('.panel')
    .getByText(/Attempt \d+: delivered/)
    .first();
  while (!(await delivered.isVisible())) await press('Try the waiting ones now');
  await page.getByText('Nothing waits here').waitFor();
});

test('shows what a backend answered, and that Customer.io has the webhook all the same', async () => {
  await goTo('Faults');
  await press('Switch on: the backend, 500');
  await page.getByText('the backend: 500 for everybody').first().waitFor();

  await post('subscription-renewed.json', 'lin');
  await panelSays('Accepted, answered 500');
  await panelSays('Answered 500 for the backend');
  await panelSays(/Attempt 1: delivered/);

  await press('Switch all off');
  await post('trial-started.json', 'lin');
  await panelSays('The backend answered 200');
});

test('shows a dead letter with its reason, and replays it', async () => {
  await goTo('Faults');
  await write(page.getByLabel('For this person only'), 'grace');
  await press('Switch on: Customer.io, 207, operations refused');
  await page.getByText('207, operations refused for grace').first().waitFor();
  await post('trial-started.json', 'grace');
  await panelSays('Attempt 1: dead letter, refused-by-customerio');
  await press('Switch all off');

  await enter(page.locator('.panel').getByRole('link', { name: 'Its dead letter' }));
  await page.getByRole('option', { name: 'grace', selected: true }).waitFor();
  await panelSays('Customer.io refused the identify or the event permanently.');
  await panelSays('refused by a fault of the inspector');
  await panelSays('Next step');
  await enter(page.locator('.panel').getByRole('button', { name: 'Replay' }));

  await page.getByText('1 replayed: back in the events queue.').waitFor();
  await panelSays('It is no longer in the dead-letter queue');
  await page.getByText('No dead letter: nothing to do.').waitFor();
  await goTo('Webhooks');
  await panelSays('Replayed');
  await panelSays('Customer.io has the event TRIAL_STARTED of grace.');
});

test('shows a webhook that was refused, and why', async () => {
  await goTo('Post a webhook');
  await choose('Signature', 'by');
  const hostile = { event_name: '<img src=x onerror=alert(1)>\u202e\u001b', user_id: 'mallory' };
  await write(page.getByLabel('Body'), JSON.stringify(hostile));
  await postAndFollow();

  await panelSays('Refused with 401: signature-mismatch');
  await panelSays('No secret of this connection made the signature');
  expect(await page.locator('img').count()).toBe(0);
  for (const view of ['Webhooks', 'Post a webhook']) {
    await goTo(view);
    const shown = await page.locator('body').innerText();
    expect(shown).toContain('onerror=alert(1)>\\u202e\\u001b');
    expect(shown).not.toMatch(/\p{Bidi_Control}/u);
  }
});

test('filters by outcome, person and event', async () => {
  const rows = page.getByRole('option');
  await goTo('Webhooks');
  await press(/^rejected/);
  await page.getByText('1 match of').waitFor();
  expect(await rows.count()).toBe(1);
  await press(/^rejected/);
  await write(page.getByLabel('Person'), 'ADA');
  await page.getByText('3 match of').waitFor();
  await write(page.getByLabel('Event'), 'trial');
  await page.getByText('1 match of').waitFor();
  expect(await rows.innerText()).toContain('TRIAL_STARTED');
  await press('Show all');
  expect(await rows.count()).toBe(7);
});

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('accessibility, with something to see in every view', () => {
  beforeAll(async () => {
    await goTo('Faults');
    await write(page.getByLabel('For this person only'), 'grace');
    await press('Switch on: Customer.io, 207, operations refused');
    await post('trial-started.json', 'grace');
    await panelSays('Attempt 1: dead letter');
    await goTo('Faults');
    await write(page.getByLabel('For this person only'), 'ada');
    await press('Switch on: Customer.io, 503, an HTML page');
    await post('subscription-renewed.json', 'ada');
    await panelSays('Attempt 1: failed');
    await goTo('Post a webhook');
    await write(page.getByLabel('Body'), JSON.stringify(sample('trial-started', { event_name: LONGEST })));
    await postAndFollow();
  });

  const LISTS = ['Webhooks', 'Queue', 'Deliveries', 'People', 'Dead letters'];
  const VIEWS = [...LISTS, 'Faults', 'Post a webhook'];

  /** With the entry at the top of its list chosen, if it has one. */
  async function show(view: string): Promise<void> {
    await goTo(view);
    if (LISTS.includes(view)) await page.locator('.panel h2').first().waitFor();
  }

  test.each(VIEWS)('the view %s has no fault that axe knows', async (view) => {
    await show(view);
    await page.evaluate(AXE);

    await page.emulateMedia({ colorScheme: 'light' });
    const { violations, passes } = await page.evaluate<AxeResults>(
      'axe.run({ rules: { "target-size": { enabled: true } } })',
    );
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await page.evaluate<AxeResults>('axe.run({ runOnly: ["color-contrast"] })');

    const faults = [...violations, ...dark.violations];
    expect(faults.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(passes.length).toBeGreaterThan(10);
    expect(dark.passes).toHaveLength(1);
  });

  test.each([390, 768, 1440])('at %i pixels every view fits, its names are whole', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    for (const view of VIEWS) {
      await show(view);
      expect(await cutOff('html, .panel')).toEqual([]);
    }
    await goTo('Webhooks');
    await page.getByRole('option', { name: LONGEST }).waitFor();
    expect(await cutOff('.row b')).toEqual([]);
  });
});

const LONGEST = Object.keys(EVENTS).reduce((one, other) => (other.length > one.length ? other : one));

/** What of the elements is wider than the place it has. */
const cutOff = (selector: string) =>
  page
    .locator(selector)
    .evaluateAll((elements) =>
      elements
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ textContent }) => textContent),
    );

test('says that it is no longer connected and what to do, and goes on when it is', async () => {
  await page.route('**/api/stream', (route) => route.abort());
  await page.reload();
  await page.getByRole('alert').getByText('start it again').waitFor();
  await page.unroute('**/api/stream');
  await page.getByRole('alert').waitFor({ state: 'detached' });
});
