import { useState } from 'preact/hooks';
import type { ActiveFault, FaultPreset } from '../protocol.ts';
import { tell } from './ask.ts';
import { Nothing, number } from './parts.tsx';
import { notice, setup, status } from './store.ts';

/** Makes the stand-in for Customer.io fail, and behave again. */
export function FaultsView() {
  const [person, setPerson] = useState('');
  const active = status.value?.faults ?? [];
  return (
    <div class="whole reading">
      <h2>Faults of the stand-in for Customer.io</h2>
      <p>
        A fault stays until it is switched off. Of several that fit a request, the one that was switched on
        first strikes. A request may carry the operations of many people; one that names the person below is
        struck as a whole, unless the fault refuses single operations.
      </p>
      <h3>Switched on</h3>
      {active.length === 0 ? <Nothing>None: Customer.io is well.</Nothing> : null}
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
      <table>
        <thead>
          <tr>
            <th scope="col">Fault</th>
            <th scope="col">What happens</th>
            <th scope="col">
              <span class="unseen">Switch on</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {setup.value?.faults.map((preset) => (
            <PresetLine key={preset.name} preset={preset} person={person.trim()} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ActiveLine({ fault: { id, label, person, struck } }: { fault: ActiveFault }) {
  return (
    <li>
      <b>{label}</b> for {person ?? 'everybody'}, has struck {number(struck)} requests{' '}
      <button type="button" aria-label={`Switch off: ${label}`} onClick={() => switchOff(id)}>
        Switch off
      </button>
    </li>
  );
}

function PresetLine({ preset: { name, label, effect }, person }: { preset: FaultPreset; person: string }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{effect}</td>
      <td>
        <button
          type="button"
          aria-label={`Switch on: ${label}`}
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

/** Said on every view as long as Customer.io is not well by choice. */
export function FaultBanner() {
  const active = status.value?.faults ?? [];
  if (active.length === 0) return null;
  return (
    <p class="banner">
      Switched on at Customer.io:{' '}
      {active.map(({ label, person }) => `${label} for ${person ?? 'everybody'}`).join('; ')}.{' '}
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
