import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { unpackChromium } from './unpack-chromium.ts';

/** Environment variable with the path of another Chrome or Chromium. */
const OTHER_BROWSER = 'CHROMIUM_PATH';

/**
 * Starts a headless Chromium: the one in the dependencies on Linux with x86-64, an installed Google Chrome elsewhere,
 * or the program in the environment variable `CHROMIUM_PATH`.
 *
 * @throws {Error} if there is none; the message says how to set one
 */
export async function launchChromium(): Promise<Browser> {
  try {
    return await chromium.launch(await findBrowser());
  } catch (error) {
    const advice = `Chromium did not start. Set ${OTHER_BROWSER} to the path of a Chrome or Chromium.`;
    throw new Error(advice, { cause: error });
  }
}

async function findBrowser(): Promise<LaunchOptions> {
  const executablePath = process.env[OTHER_BROWSER];
  if (executablePath !== undefined) return { executablePath };
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome' };
  const { executable, libraries, fonts } = await unpackChromium();
  return {
    executablePath: executable,
    args: ['--disable-gpu'],
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fonts },
  };
}
