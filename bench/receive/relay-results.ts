import type { Table, Target } from '../measure/benchmark.ts';
import { figureOf, ratioOf } from '../measure/figure.ts';
import { BACKEND_MS } from './backend-time.ts';
import type { RelayContender, RelayMeasured, RelaySample } from './measure-relay.ts';

const TITLES: Readonly<Record<RelayContender, string>> = {
  receive: 'receive',
  'pass-through': 'bare pass-through',
};

const addedBy = (samples: readonly RelaySample[]) =>
  samples.map(({ wallMs, backendMs }) => wallMs - backendMs);

export function relayTable(measured: RelayMeasured): Table {
  const names: readonly RelayContender[] = ['receive', 'pass-through'];
  return {
    title: 'receive: webhooks that go on to a backend',
    note:
      `The backend answers ${BACKEND_MS} ms after it has the request. *Added* is the time beyond that, by the backend’s own clock. ` +
      'The bare pass-through checks no signature and stores nothing; `receive` has stored the webhook before it asks.',
    columns: [
      { key: 'wallMs', title: 'time per webhook, ms' },
      { key: 'addedMs', title: 'added, ms' },
      { key: 'cpuMs', title: 'CPU per webhook, ms' },
    ],
    rows: names.map((name) => ({
      name: TITLES[name],
      cells: {
        wallMs: figureOf(measured[name].map(({ wallMs }) => wallMs)),
        addedMs: figureOf(addedBy(measured[name])),
        cpuMs: figureOf(measured[name].map(({ cpuMs }) => cpuMs)),
      },
    })),
  };
}

export function relayTargets(measured: RelayMeasured): Target[] {
  const wall = (name: RelayContender) => measured[name].map(({ wallMs }) => wallMs);
  return [
    {
      figure: 'receive with a backend: ms added to its own time',
      bound: 'at most',
      limit: 15,
      measured: figureOf(addedBy(measured.receive)),
    },
    {
      figure: `receive with a backend of ${BACKEND_MS} ms, time: × a bare pass-through`,
      bound: 'at most',
      limit: 1.3,
      measured: ratioOf(wall('receive'), wall('pass-through')),
    },
  ];
}
