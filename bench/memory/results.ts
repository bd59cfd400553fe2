import { ASSUMED } from '../cost/assumptions.ts';
import type { Results, Table } from '../measure/benchmark.ts';
import { figureOf } from '../measure/figure.ts';
import { type WithMemory, withMemory } from './with-memory.ts';
import type { Work } from './workloads.ts';

/** Megabytes that a function may be given, up to what comes with a whole CPU. */
const MEMORY_SIZES = [128, 256, 512, 1024, ASSUMED.vcpuMemoryMb];

/** @param measured by workload, one a round */
export function toResults(measured: ReadonlyMap<string, readonly Work[]>): Results {
  const computed = [...measured].map(([name, works]) => ({
    name,
    sizes: MEMORY_SIZES.map((memoryMb) => withMemory(name, works, memoryMb)),
  }));
  return {
    tables: [toMeasuredTable(measured), ...computed.map(({ name, sizes }) => toTable(name, sizes))],
    targets: [],
    charts: [
      {
        kind: 'lines',
        name: 'memory-cold-start',
        title: 'Cold start by memory size, computed',
        xAxis: 'memory, MB',
        yAxis: 'milliseconds',
        isLogarithmic: true,
        lines: computed.map(({ name, sizes }) => ({
          name,
          points: sizes.map(({ memoryMb, coldMs }) => ({ x: memoryMb, figure: coldMs })),
        })),
      },
    ],
  };
}

function toMeasuredTable(measured: ReadonlyMap<string, readonly Work[]>): Table {
  return {
    title: 'What the functions need',
    note:
      'Measured here. A cold start is the import, the secrets and the first invocation; what Lambda does before is not in ' +
      'it, nor is TLS. The memory is that of the process after thousands of webhooks, with a heap that may have 512 MB.',
    columns: [
      { key: 'coldCpuMs', title: 'cold start, CPU ms' },
      { key: 'warmCpuMs', title: 'warm invocation, CPU ms' },
      { key: 'rssMb', title: 'memory, MB' },
    ],
    rows: [...measured].map(([name, works]) => ({
      name,
      cells: {
        coldCpuMs: figureOf(works.map(({ coldCpuMs }) => coldCpuMs)),
        warmCpuMs: figureOf(works.map(({ warmCpuMs }) => warmCpuMs)),
        rssMb: figureOf(works.map(({ rssMb }) => rssMb)),
      },
    })),
  };
}

function toTable(name: string, sizes: readonly WithMemory[]): Table {
  return {
    title: `${name}: duration by memory size`,
    note:
      'Computed, for a CPU like that of this machine: the CPU time above, divided by the CPUs that come with the memory, ' +
      `and ${ASSUMED.awsMs} ms for each wait for AWS, ${ASSUMED.customerioMs} ms for one for Customer.io.`,
    columns: [
      { key: 'cpus', title: 'CPUs' },
      { key: 'coldMs', title: 'cold start, ms' },
      { key: 'warmMs', title: 'warm invocation, ms' },
      { key: 'usd', title: 'duration of a million warm ones, $' },
    ],
    rows: sizes.map(({ memoryMb, cpus, coldMs, warmMs, usd }) => ({
      name: `${memoryMb} MB`,
      cells: { cpus, coldMs, warmMs, usd },
    })),
  };
}
