import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BATCH_SIZE } from '../../shared/messages/timing.ts';
import type { Customerio } from '../customerio/start-customerio.ts';
import type { Table } from '../measure/benchmark.ts';
import { bundleDeliver } from './contenders.ts';
import type { Durations } from './measure.ts';
import type { Stand } from './stand.ts';
import type { PlaceTime } from './take-profile.ts';
import type { Profile, WorkerQuestion } from './worker.ts';

/** The purpose of code, by its module: the first match applies. V8's own work counts for its caller. */
const WORK: readonly { readonly name: string; readonly module: RegExp }[] = [
  { name: 'reading webhooks: JSON.parse, zod', module: /^(shared\/purchasely\/|node_modules\/zod\/)/ },
  { name: 'mapping: attributes, dates, ULIDs', module: /^shared\/(mapping\/|customerio\/ulid)/ },
  { name: 'batch: grouping, JSON.stringify, judging, settling', module: /^(shared|functions)\// },
  { name: 'middy, logger, metrics', module: /^node_modules\/@(aws-lambda-powertools|middy)\// },
  { name: 'other packages', module: /^node_modules\// },
  { name: 'Node: HTTP, streams, timers', module: /^node:/ },
  { name: 'garbage collection', module: /^\(garbage collector\)$/ },
  { name: 'outside JavaScript: sockets, hashes, compiling', module: /^/ },
];

/** Waiting, which does not count as work. */
const IDLE = '(idle)';

/** Returns a table of the time of `deliver`, by the purpose of its modules. */
export async function profileTable(
  stand: Stand,
  customerio: Customerio,
  durations: Durations,
): Promise<Table> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-profile-'));
  try {
    const bundle = await bundleDeliver(directory, { minify: false });
    const { events, places } = await profile(stand, customerio, durations, bundle);
    const busy = places.filter(({ functionName }) => functionName !== IDLE);
    return toTable(timesByWork(busy, bundle), events);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function profile(
  stand: Stand,
  customerio: Customerio,
  { warmUpMs, measuredMs }: Durations,
  handler: string,
): Promise<Profile> {
  const contender = stand.contenders.find(({ name }) => name === 'deliver');
  if (contender === undefined) throw new Error('deliver is no contender');
  await customerio.setDelay(0);
  const options = { trackOrigin: customerio.origin, batchSize: BATCH_SIZE, handler };
  const worker = await stand.start(contender, options);
  const ask = <Answer>(question: WorkerQuestion) => worker.ask<Answer>(question);
  try {
    await ask({ kind: 'run', forMs: warmUpMs });
    return await ask<Profile>({ kind: 'profile', forMs: measuredMs });
  } finally {
    await worker.stop();
  }
}

function timesByWork(places: readonly PlaceTime[], bundle: string): Map<string, number> {
  const moduleOf = createModuleFinder(bundle);
  const times = new Map(WORK.map(({ name }) => [name, 0]));
  for (const place of places) {
    const module = moduleOf(place);
    const name = WORK.find((each) => each.module.test(module))?.name ?? '';
    times.set(name, (times.get(name) ?? 0) + place.microseconds);
  }
  return times;
}

/** esbuild writes the path of each module above its code. */
const MODULE_COMMENT = /^\/\/ (\S+\.\w+)$/;

function createModuleFinder(bundle: string): (place: PlaceTime) => string {
  const { href } = pathToFileURL(bundle);
  const modules: string[] = [];
  for (const line of readFileSync(bundle, 'utf8').split('\n')) {
    modules.push(MODULE_COMMENT.exec(line)?.[1] ?? modules.at(-1) ?? '');
  }
  return ({ url, line, functionName }) => (url === href ? (modules[line] ?? '') : url || functionName);
}

function toTable(times: ReadonlyMap<string, number>, events: number): Table {
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return {
    title: `deliver: where its time goes, batches of ${BATCH_SIZE}`,
    note:
      'One run under V8’s profiler, which makes everything somewhat slower: read the shares. Only the main thread; threads ' +
      'that compile and collect garbage beside it are in the CPU time above and not here.',
    columns: [
      { key: 'share', title: 'share, %' },
      { key: 'microseconds', title: 'per event, µs' },
    ],
    rows: [...times].map(([name, time]) => ({
      name,
      cells: { share: (time / total) * 100, microseconds: time / events },
    })),
  };
}
