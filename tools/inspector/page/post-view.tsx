import { signal } from '@preact/signals';
import type { Posted } from '../protocol.ts';
import { aboutPerson, asOfNow } from './as-of-now.ts';
import { tell } from './ask.ts';
import { Outcome, Time, textOf } from './parts.tsx';
import { hrefOf } from './route.ts';
import { notice, setup, webhooks } from './store.ts';

type Signature = 'right' | 'wrong' | 'none';

/** Content of the form, kept while the user visits other views. */
const sample = signal('');
const person = signal('');
const isNow = signal(true);
const text = signal('');
const connectionName = signal('');
const signature = signal<Signature>('right');
const posted = signal<readonly (Posted & { readonly atMs: number })[]>([]);

/** A form that posts a webhook as Purchasely would. */
export function PostView() {
  const { samples = [], connections = [] } = setup.value ?? {};
  const connection = connections.find(({ name }) => name === connectionName.value) ?? connections[0];

  async function post(event: Event): Promise<void> {
    event.preventDefault();
    const answer = await tell<Posted>('/api/webhooks', {
      connection: connection?.name ?? '',
      body: text.value,
      signature: signature.value,
    });
    if (answer.kind === 'failed') {
      notice.value = `Not posted: ${answer.why}`;
      return;
    }
    posted.value = [{ ...answer.value, atMs: Date.now() }, ...posted.value].slice(0, 20);
    notice.value = `Posted, and answered ${answer.value.status}.`;
    // Resets the signature, because wrong ones are exceptions.
    signature.value = 'right';
    if (sample.value !== '') fill();
  }

  return (
    <div class="whole reading">
      <h2>Post a webhook</h2>
      <p>
        It is signed and posted to {connection?.url ?? '…'}, as Purchasely would. Choose a sample or paste
        one.
      </p>
      <form class="post" onSubmit={post}>
        <div class="fields">
          <Choice
            label="Sample"
            value={sample.value}
            options={[['', '(pasted)'], ...samples.map(({ name }, index) => [String(index), name] as const)]}
            onChoose={(value) => {
              sample.value = value;
              fill();
            }}
          />
          <label>
            Person, instead of the sample’s
            <input
              type="text"
              value={person.value}
              onInput={({ currentTarget }) => {
                person.value = currentTarget.value;
                fill();
              }}
            />
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={isNow.value}
              onChange={({ currentTarget }) => {
                isNow.value = currentTarget.checked;
                fill();
              }}
            />
            as a new event that happens now
          </label>
          <Choice
            label="Connection"
            value={connection?.name ?? ''}
            options={connections.map(({ name }) => [name, name] as const)}
            onChoose={(value) => {
              connectionName.value = value;
            }}
          />
          <Choice
            label="Signature"
            value={signature.value}
            options={[
              ['right', 'right'],
              ['wrong', 'by another secret'],
              ['none', 'none'],
            ]}
            onChoose={(value) => {
              signature.value = value as Signature;
            }}
          />
        </div>
        <label>
          Body
          <textarea
            rows={18}
            spellcheck={false}
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
              sample.value = '';
            }}
          />
        </label>
        <p>
          <button type="submit" class="primary" disabled={text.value === ''}>
            Post
          </button>
        </p>
      </form>
      <PostedList />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {options.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Shows the webhooks posted from here, with their state. */
function PostedList() {
  return (
    <ul class="plain" aria-label="Posted from here">
      {posted.value.map(({ webhookId, status, answer, atMs }) => {
        const row = webhooks.value.find(({ id }) => id === webhookId);
        return (
          <li key={webhookId}>
            <Time atMs={atMs} /> answered {status} {textOf(answer)}{' '}
            {row === undefined ? null : (
              <>
                <Outcome kind={row.outcome} />{' '}
                <a href={hrefOf('webhooks', webhookId)}>{textOf(row.event)}: what happened to it</a>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Fills the form with the chosen sample and the other fields. */
function fill(): void {
  const chosen = sample.value === '' ? undefined : setup.value?.samples[Number(sample.value)];
  if (chosen === undefined) return;
  const about = aboutPerson(chosen.text, person.value.trim());
  text.value = isNow.value ? asOfNow(about, Date.now(), crypto.randomUUID()) : about;
}
