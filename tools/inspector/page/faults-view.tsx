import { useState } from 'preact/hooks';
import type { ActiveFault, FaultOf, FaultPreset } from '../protocol.ts';
import { tell } from './ask.ts';
import { counted, Nothing } from './parts.tsx';
import { notice, setup, status } from './store.ts';

const STAND_INS: readonly FaultOf[] = ['Customer.io', 'the backend'];

/** Switches faults of the stand-ins for Customer.io and the backend on and off. */
export function FaultsView() {
  const [person, setPerson] = useState('');
  const active = status.value?.faults ?? [];
  return (
    <div class="whole reading">
      <h2>Faults of the stand-ins</h2>
      <p>
        A fault stays until it is switched off. Of several that fit a request, the one that was switched on
        first strikes. A request may carry the operations of many people; one that names the person below is
        struck as a whole, unless the fault refuses single operations.
      </p>
      <h3>Switched on</h3>
      {active.length === 0 ? (
        <Nothing>None: Customer.io answers as it should. Choose one below, then post a webhook.</Nothing>
      ) : null}
      <ul class="plain">
        {active.map((fault) => (
          <ActiveLine key={fault.id} fault={fault} />
        ))}
      </ul>
      <h3>Switch on</h3>
      <label>
        For this person only{' '}
        <input
          type="text"
          value={person}
          placeholder="empty: for everybody"
          onInput={({ currentTarget }) => setPerson(currentTarget.value)}
        />
      </label>
      {STAND_INS.map((of) => (
        <Presets key={of} of={of} person={person.trim()} />
      ))}
    </div>
  );
}

function Presets({ of, person }: { of: FaultOf; person: string }) {
  const presets = setup.value?.faults.filter((preset) => preset.of === of) ?? [];
  if (presets.length === 0) return null;
  return (
    <table>
      <caption>Of {of}</caption>
      <thead>
        <tr>
          <th scope="col">Fault</th>
          <th scope="col">Effect</th>
          <th scope="col">
            <span class="unseen">Switch on</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {presets.map((preset) => (
          <PresetLine key={preset.name} preset={preset} person={person} />
        ))}
      </tbody>
    </table>
  );
}

function ActiveLine({ fault: { id, of, label, person, struck } }: { fault: ActiveFault }) {
  return (
    <li>
      <b>
        {of}: {label}
      </b>{' '}
      for {person ?? 'everybody'}, has struck {counted(struck, 'request')}{' '}
      <button type="button" aria-label={`Switch off: ${of}, ${label}`} onClick={() => switchOff(id)}>
        Switch off
      </button>
    </li>
  );
}

function PresetLine({
  preset: { name, of, label, effect },
  person,
}: {
  preset: FaultPreset;
  person: string;
}) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{effect}</td>
      <td>
        <button
          type="button"
          aria-label={`Switch on: ${of}, ${label}`}
          onClick={() => switchOn(name, label, person)}
        >
          Switch on
        </button>
      </td>
    </tr>
  );
}

async function switchOn(name: string, label: string, person: string): Promise<void> {
  const answer = await tell('/api/faults/on', { name, person });
  notice.value = answer.kind === 'ok' ? `Switched on: ${label}.` : `Not switched on: ${answer.why}`;
}

async function switchOff(id: string): Promise<void> {
  const answer = await tell('/api/faults/off', { id });
  notice.value = answer.kind === 'ok' ? 'Switched off.' : `Not switched off: ${answer.why}`;
}

/** Shown on every view while a fault is on. */
export function FaultBanner() {
  const active = status.value?.faults ?? [];
  if (active.length === 0) return null;
  return (
    <p class="banner waiting">
      Switched on:{' '}
      {active.map(({ of, label, person }) => `${of}: ${label} for ${person ?? 'everybody'}`).join('; ')}.{' '}
      <button
        type="button"
        onClick={async () => {
          await tell('/api/faults/off', {});
        }}
      >
        Switch all off
      </button>
    </p>
  );
}
