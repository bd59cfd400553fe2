import '../../shared/needed-node.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './browser/launch-chromium.ts';

const HELP = `Takes the screenshots of docs/inspector.md: runs npm start on free ports and uses
its page as the document describes. Takes a minute.

Usage: npm run screenshots
`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMAGES = join(ROOT, 'docs/images');
const SCHEMES = ['light', 'dark'] as const;
/** Viewports of a phone, a tablet and a desktop, in CSS pixels. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 768, height: 900 },
  { width: 1440, height: 900 },
];
const SIZE = { width: 1120, height: 680 };

/** Starts `npm start`. Returns the URL of its inspector. */
async function start() {
  const child = spawn(process.execPath, ['--import', 'tsx', 'tools/cli/main.ts', 'start', '--port', '0'], {
    cwd: ROOT,
  });
  child.stderr.pipe(process.stderr);
  let said = '';
  const found = new Promise<string>((resolve) => {
    child.stdout.on('data', (text) => {
      said += text;
      const [, url] = said.match(/Watch it in a browser: (\S+)/) ?? [];
      if (url !== undefined && said.includes('Still running')) resolve(url);
    });
  });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`npm start ended with exit code ${code}`);
  });
  return { url: await Promise.race([found, died]), stop: () => child.kill('SIGINT') };
}

async function open(
  browser: Browser,
  url: string,
  colorScheme: (typeof SCHEMES)[number],
  viewport = SIZE,
): Promise<Page> {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function goTo(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: view }).click();
  await page.getByRole('main', { name: view }).waitFor();
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const panelSays = (page: Page, text: string) => page.locator('.panel').getByText(text).first().waitFor();

async function post(page: Page, sample: string, person: string): Promise<void> {
  await goTo(page, 'Post a webhook');
  await page.getByRole('combobox', { name: 'Sample' }).selectOption({ label: sample });
  await page.getByLabel('Person, instead of').fill(person);
  const links = page.getByRole('list', { name: 'Posted from here' }).getByRole('link');
  const before = await links.count();
  await press(page, 'Post');
  await links.nth(before).waitFor();
  await links.first().click();
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(IMAGES, `inspector-${name}.png`) });
  process.stdout.write(`docs/images/inspector-${name}.png\n`);
}

async function takeAll(browser: Browser, url: string): Promise<void> {
  const light = await open(browser, url, 'light');
  await post(light, 'trial-started.json', 'ada');
  await panelSays(light, 'Attempt 1: delivered');
  await take(light, 'webhook');

  await post(light, 'subscription-renewed.json', 'ada');
  await panelSays(light, 'Attempt 1: delivered');
  const dark = await open(browser, url, 'dark');
  await goTo(dark, 'People');
  await dark.getByRole('option', { name: '3f1a6c0e' }).click();
  for (let back = 0; back < 3; back += 1) await press(dark, 'Earlier');
  await take(dark, 'person');

  await goTo(light, 'Faults');
  await press(light, 'Switch on: Customer.io, 503, an HTML page');
  await post(light, 'renewal-disabled.json', 'ada');
  await panelSays(light, 'Attempt 1: failed');
  await goTo(light, 'Queue');
  await press(light, 'Try the waiting ones now');
  await light.getByRole('option', { name: 'ada' }).click();
  await panelSays(light, 'Attempt 2: failed');
  await take(light, 'outage');
  await press(light, 'Switch all off');

  await goTo(light, 'Faults');
  await light.getByLabel('For this person only').fill('grace');
  await press(light, 'Switch on: Customer.io, 207, operations refused');
  await post(light, 'trial-converted.json', 'grace');
  await panelSays(light, 'Attempt 1: dead letter');
  await goTo(dark, 'Dead letters');
  await dark.getByRole('option', { name: 'grace' }).click();
  await panelSays(dark, 'Next step');
  await take(dark, 'dead-letter');

  await post(light, 'subscription-refunded-revoked.json', 'lin');
  await panelSays(light, 'Attempt 1: delivered');
  await takeOpening(browser, url);
}

/** Takes the first view of the page, in each width and both colour schemes. */
async function takeOpening(browser: Browser, url: string): Promise<void> {
  for (const scheme of SCHEMES) {
    for (const size of SIZES) {
      const page = await open(browser, url, scheme, size);
      await panelSays(page, 'Attempt 1: delivered');
      await take(page, `${size.width}-${scheme}`);
      await page.context().close();
    }
  }
}

const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
if (values.help) {
  process.stdout.write(HELP);
} else {
  mkdirSync(IMAGES, { recursive: true });
  const browser = await launchChromium();
  const run = await start();
  try {
    await takeAll(browser, run.url);
  } finally {
    run.stop();
    await browser.close();
  }
}
