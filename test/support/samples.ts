import { readdirSync, readFileSync } from 'node:fs';

const SAMPLES = new URL('../../tools/local/samples/', import.meta.url);

/** Every sample webhook, by file name. */
export function sampleFiles(): string[] {
  return readdirSync(SAMPLES)
    .filter((file) => file.endsWith('.json'))
    .sort();
}

/** The body of a sample webhook, as text. */
export function readSample(file: string): string {
  return readFileSync(new URL(file, SAMPLES), 'utf8');
}
