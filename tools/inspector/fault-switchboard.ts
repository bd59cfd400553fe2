import { isObject } from '../../shared/is-object.ts';
import type { LocalStack } from '../local/local-stack.ts';
import { throttled } from '../track-api/answers.ts';
import type { Fault, FaultQueue } from '../track-api/faults.ts';
import type { ReceivedRequest } from '../track-api/received-request.ts';
import { namesPerson } from '../track-api/received-request.ts';
import type { ActiveFault, FaultOf, FaultPreset } from './protocol.ts';

interface Preset extends FaultPreset {
  /** @param indices indices of the affected operations in the batch */
  readonly fault: (indices: () => readonly number[]) => Fault;
}

const CUSTOMERIO_PRESETS: readonly Omit<Preset, 'of'>[] = [
  {
    name: 'outage',
    label: '503, an HTML page',
    effect: 'Customer.io is down. Each attempt fails and the next one waits longer.',
    fault: () => ({ status: 503, body: '<html><body>Service Unavailable</body></html>' }),
  },
  {
    name: 'throttled',
    label: '429, Retry-After 5 s',
    effect: 'Too many requests. The five seconds are added to the wait.',
    fault: () => throttled({ seconds: 5 }),
  },
  {
    name: 'unauthorized',
    label: '401',
    effect:
      'The credentials are refused: a fault of the configuration. deliver reads the secret again, then waits.',
    fault: () => ({ status: 401, body: { meta: { error: 'Unauthorized request' } } }),
  },
  {
    name: 'refused',
    label: '207, operations refused',
    effect: 'Customer.io refuses each operation permanently: a dead letter at once.',
    fault: (indices) => ({
      kind: 'refuse-items',
      get indices() {
        return indices();
      },
      error: { reason: 'invalid', field: 'name', message: 'refused by a fault of the inspector' },
    }),
  },
  {
    name: 'silence',
    label: 'no answer',
    effect: 'Nothing is applied. deliver stops waiting after ten seconds and retries later.',
    fault: () => ({ kind: 'silence' }),
  },
  {
    name: 'lost-answer',
    label: 'applied, then the connection is reset',
    effect: 'Everything is applied, but no answer arrives. The next attempt repeats it and changes nothing.',
    fault: () => ({ kind: 'apply-then-reset' }),
  },
  {
    name: 'slow',
    label: 'an answer after 3 s',
    effect: 'Everything is applied at once; the answer comes late. Delivered all the same.',
    fault: () => ({ kind: 'slow', ms: 3_000 }),
  },
];

const BACKEND_PRESETS: readonly Omit<Preset, 'of'>[] = [
  {
    name: 'backend-failing',
    label: '500',
    effect: 'Purchasely is answered 500 and would come again. Customer.io gets the webhook all the same.',
    fault: () => ({ status: 500, body: '<html><body>Internal Server Error</body></html>' }),
  },
  {
    name: 'backend-refusing',
    label: '401',
    effect: 'As if it had another secret: Purchasely is answered 401.',
    fault: () => ({ status: 401 }),
  },
  {
    name: 'backend-redirecting',
    label: '302',
    effect: 'It is not followed: Purchasely is answered 502.',
    fault: () => ({ status: 302, headers: { location: 'https://example.com/' } }),
  },
  {
    name: 'backend-resetting',
    label: 'the connection is reset',
    effect: 'Purchasely is answered 502.',
    fault: () => ({ kind: 'reset' }),
  },
  {
    name: 'backend-silent',
    label: 'no answer',
    effect: 'Purchasely is answered 504, inside its ten seconds.',
    fault: () => ({ kind: 'silence' }),
  },
  {
    name: 'backend-slow',
    label: 'an answer after 3 s',
    effect: 'Purchasely waits for it, and is answered 200.',
    fault: () => ({ kind: 'slow', ms: 3_000 }),
  },
];

const PRESETS: readonly Preset[] = [
  ...CUSTOMERIO_PRESETS.map((preset) => ({ of: 'Customer.io' as const, ...preset })),
  ...BACKEND_PRESETS.map((preset) => ({ of: 'the backend' as const, ...preset })),
];

/** Fault queues of the stand-ins, without an entry for one that does not run. */
export type FaultQueues = Readonly<Partial<Record<FaultOf, FaultQueue>>>;

export function faultQueuesOf({ track, backend }: Pick<LocalStack, 'track' | 'backend'>): FaultQueues {
  return { 'Customer.io': track.faults, ...(backend === undefined ? {} : { 'the backend': backend.faults }) };
}

export const faultPresets = (queues: FaultQueues): FaultPreset[] =>
  PRESETS.filter(({ of }) => queues[of] !== undefined).map(({ fault: _, ...preset }) => preset);

interface Switched {
  readonly id: string;
  readonly preset: Preset;
  readonly person: string | undefined;
  struck: number;
}

/** Switches faults on and off, for all requests or for those about one person. */
export class FaultSwitchboard {
  readonly #queues: FaultQueues;
  readonly #struckBy = new WeakMap<ReceivedRequest, string>();
  #active: readonly Switched[] = [];
  #switched = 0;

  constructor(queues: FaultQueues) {
    this.#queues = queues;
  }

  /** Returns the faults that are on. The first one that applies to a request strikes. */
  active(): ActiveFault[] {
    return this.#active.map(({ id, preset, person, struck }) => ({
      id,
      of: preset.of,
      label: preset.label,
      person,
      struck,
    }));
  }

  /** Returns the fault that struck a request. */
  struckBy(request: ReceivedRequest): string | undefined {
    return this.#struckBy.get(request);
  }

  /** @returns false if there is no such fault */
  switchOn(name: string, person: string | undefined): boolean {
    const preset = PRESETS.find((each) => each.name === name && this.#queues[each.of] !== undefined);
    if (preset === undefined) return false;
    this.#switched += 1;
    this.#install([...this.#active, { id: String(this.#switched), preset, person, struck: 0 }]);
    return true;
  }

  /** @returns false if it was not on */
  switchOff(id: string): boolean {
    const left = this.#active.filter((each) => each.id !== id);
    const wasOn = left.length < this.#active.length;
    this.#install(left);
    return wasOn;
  }

  switchAllOff(): void {
    this.#install([]);
  }

  #install(active: readonly Switched[]): void {
    this.#active = active;
    for (const queue of Object.values(this.#queues)) queue.clear();
    for (const switched of active) this.#add(switched);
  }

  #add(switched: Switched): void {
    const { preset, person } = switched;
    // The last matched request is the one that is struck, because both happen synchronously.
    let request: ReceivedRequest | undefined;
    this.#queues[preset.of]?.add(
      preset.fault(() => (request === undefined ? [] : indicesOf(request, person))),
      {
        match(candidate) {
          request = candidate;
          return person === undefined || namesPerson(candidate, person) || isWebhookOf(candidate, person);
        },
        onStruck: () => {
          switched.struck += 1;
          if (request !== undefined) this.#struckBy.set(request, preset.label);
        },
      },
    );
  }
}

function isWebhookOf({ body }: ReceivedRequest, person: string): boolean {
  return isObject(body) && [body['user_id'], body['anonymous_user_id']].includes(person);
}

/** Returns the indices of the operations about a person, or of all. */
function indicesOf({ body }: ReceivedRequest, person: string | undefined): number[] {
  const items: readonly unknown[] = isObject(body) && Array.isArray(body['batch']) ? body['batch'] : [body];
  return [...items.keys()].filter((index) => person === undefined || isAbout(items[index], person));
}

function isAbout(item: unknown, person: string): boolean {
  const identifiers = isObject(item) && isObject(item['identifiers']) ? item['identifiers'] : {};
  return Object.values(identifiers).some((value) => String(value) === person);
}
