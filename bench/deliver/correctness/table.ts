import type { Table } from '../../measure/benchmark.ts';
import { TITLES } from '../contenders.ts';
import { TIMEOUT_MS } from '../worker.ts';
import type { Duplicate } from './duplicate.ts';
import type { Observed } from './observe-faults.ts';
import type { Refusal } from './refusal.ts';
import { BATCH_SIZE } from './scene.ts';
import type { Silence } from './silence.ts';
import { RETRY_AFTER_SECONDS, type Throttling } from './throttling.ts';

/** What was observed, in words. */
export function correctnessTable(observed: readonly Observed[]): Table {
  return {
    title: 'deliver: when Customer.io is not well',
    note: [
      `Each was given one batch of ${BATCH_SIZE} webhooks and watched. "Comes back": the function reports the message as`,
      `failed, and the queue hands it out again. One event refused: always the same one; whoever sends it alone gets 400`,
      `in place of 207. A 429 asks for ${RETRY_AFTER_SECONDS} s. Lambda ends a function after ${TIMEOUT_MS / 1000} s here. Twice: by the`,
      'queue. Customer.io knows an event again by an id that is a ULID: Purchasely’s are UUIDs, and the clients make none.',
    ].join(' '),
    columns: [
      { key: 'refusal', title: 'one event refused' },
      { key: 'throttling', title: '429, Retry-After' },
      { key: 'silence', title: 'no answer' },
      { key: 'duplicate', title: 'delivered twice' },
    ],
    rows: observed.map(({ name, refusal, throttling, silence, duplicate }) => ({
      name: TITLES[name],
      cells: {
        refusal: refusalText(refusal),
        throttling: throttlingText(throttling),
        silence: silence === undefined ? 'not tried in a smoke run' : silenceText(silence),
        duplicate: duplicateText(duplicate),
      },
    })),
  };
}

function refusalText({ status, refused, othersBack, othersLost, othersTwice }: Refusal): string {
  const own = {
    'dead-lettered': 'noticed, its webhook alone dead-lettered',
    'comes back': `noticed, its webhook ${othersBack === 0 ? 'alone ' : ''}comes back`,
    lost: 'not noticed: the event is lost',
  };
  return sentence(
    `${status}: ${own[refused]}`,
    othersBack > 0 && `${othersBack} others with it`,
    ...countsText('the others', othersLost, othersTwice),
  );
}

function throttlingText(throttling: Throttling): string {
  const { seconds, refusedRequests, back, hiddenForSeconds, lost, twice } = throttling;
  const took = seconds === undefined ? 'until Lambda ends it' : `${seconds.toFixed(1)} s`;
  const isPatient = seconds === undefined || seconds >= RETRY_AFTER_SECONDS * 0.9;
  const [least, most] = hiddenForSeconds ?? [];
  return sentence(
    `${refusedRequests} requests refused`.replace(/^1 requests/, '1 request'),
    isPatient ? `waits inside the function, ${took}` : `function over after ${took}`,
    back > 0 && `${back} of ${BATCH_SIZE} come back`,
    back > 0 && (least === undefined ? 'at the queue’s own pace' : `hidden for ${least}–${most} s`),
    ...countsText('all', lost, twice),
  );
}

function silenceText({ seconds, requests, back }: Silence): string {
  return sentence(
    seconds === undefined ? 'Lambda ends it, still at work' : `gives up after ${seconds.toFixed(1)} s`,
    `${requests} requests`.replace(/^1 requests/, '1 request'),
    `${back} of ${BATCH_SIZE} come back`,
  );
}

function duplicateText({ counted: [least, most] }: Duplicate): string {
  const times = (count: number) => ['never', 'once', 'twice'][count] ?? `${count} times`;
  return least === most ? `counted ${times(most)}` : `counted ${times(least)} or ${times(most)}`;
}

function countsText(who: string, lost: number, twice: number): (string | false)[] {
  return [
    lost === 0 && twice === 0 && `${who} counted once`,
    lost > 0 && `${lost} lost`,
    twice > 0 && `${twice} counted twice`,
  ];
}

function sentence(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join('; ');
}
