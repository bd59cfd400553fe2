import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../tools/docs/browser/launch-chromium.ts';
import { type InspectedStack, startInspectedStack } from '../support/inspected-stack.ts';
import { sample } from '../support/running-stack.ts';

const WEBHOOKS = 10_000;
/** What the ledger is told at once: some ten thousand webhooks in two seconds. */
const CHUNK = 100;

let inspected: InspectedStack;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  inspected = await startInspectedStack();
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(10_000);
  await page.goto(`${inspected.origin}/`);
});
afterAll(async () => {
  await browser?.close();
  await inspected?.stop();
});

const BODY = Buffer.from(JSON.stringify(sample('trial-started')));

/** Tells the ledger what it hears of a webhook: of ten, one is refused, one is a dead letter, the others are delivered. */
function happen(index: number): void {
  const requestId = `request-${index}`;
  const isRefused = index % 10 === 0;
  inspected.ledger.addExchange({
    requestId,
    arrivedAtMs: Date.now(),
    path: '/webhooks/cinema',
    body: index === 0 ? Buffer.from('{"event_name":"THE_FIRST"}') : BODY,
    status: isRefused ? 401 : 200,
    answer: isRefused ? '{"error":"signature-mismatch"}' : '',
  });
  if (isRefused) return;
  const end =
    index % 10 === 1
      ? { message: 'event dead-lettered', reason: 'no-identity' }
      : { message: 'event delivered', sent_name: 'TRIAL_STARTED', sent_id: `ulid-${index}` };
  inspected.ledger.addLine(JSON.stringify({ ...end, request_id: requestId, attempt: 1 }));
}

async function flow(from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    happen(index);
    if (index % CHUNK === 0) await wait(20);
  }
}

/**
 * The first row that is wholly in sight, by its place from the oldest, and how far below the edge it is. After a jump the
 * list is empty there until it has drawn its rows.
 */
const firstInSight = () =>
  page.locator('.list').evaluate(async (list) => {
    const topOf = (element: typeof list) => element.getBoundingClientRect().top;
    const top = topOf(list);
    const find = () => [...list.querySelectorAll('[role=option]')].find((each) => topOf(each) >= top);
    let row = find();
    for (; row === undefined; row = find()) await new Promise((resolve) => setTimeout(resolve, 10));
    return { fromOldest: row.ariaSetSize - row.ariaPosInSet, offset: topOf(row) - top };
  });
const scrollTo = (px: number) => page.locator('.list').evaluate((list, to) => list.scrollTo(0, to), px);

test('tells the truth while ten thousand webhooks flow, and answers a click meanwhile', async () => {
  const flowing = flow(0, WEBHOOKS);
  await page.getByRole('button', { name: /^rejected/ }).click();
  await page.getByText(/^[\d,]+ match of /).waitFor();
  await page.getByRole('button', { name: /^rejected/ }).click();
  await flowing;

  await page.getByText('10,000 webhooks').waitFor();
  for (const words of ['delivered 8,000', 'dead letter 1,000', 'rejected 1,000', 'retrying 0']) {
    await page.getByRole('button', { name: words }).waitFor();
  }
  expect(await page.getByRole('option').count()).toBeLessThan(100);
});

test('keeps the rows in sight that somebody looks at while others come', async () => {
  await scrollTo(3_205);
  const before = await firstInSight();

  await flow(WEBHOOKS, WEBHOOKS + 500);
  await page.getByText('10,500 webhooks').waitFor();

  expect(await firstInSight()).toEqual(before);
});

test('is used by the keyboard', async () => {
  await page.getByLabel('Event').focus();
  await page.keyboard.press('Tab');
  const list = page.getByRole('listbox', { name: 'Webhooks, the newest first' });
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Webhooks, the newest first');

  await page.keyboard.press('End');
  await page.getByRole('option', { selected: true }).getByText('THE_FIRST').waitFor();
  await page.locator('.panel').getByText('Refused with 401').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.locator('.panel').getByText('dead letter, no-identity').waitFor();
  const active = await list.getAttribute('aria-activedescendant');
  expect(await page.getByRole('option', { selected: true }).getAttribute('id')).toBe(active);
  await page.keyboard.press('Home');
  await page.locator('.panel').getByText('Customer.io has the event TRIAL_STARTED').waitFor();
});
