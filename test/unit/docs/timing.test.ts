import { readFileSync } from 'node:fs';
import { maxReceiveCountFor } from '../../../shared/messages/backoff.ts';
import {
  BACKOFF_CAP_SECONDS,
  BATCH_SIZE,
  BATCHING_WINDOW_SECONDS,
  CAMPAIGN_HOURS,
  CIRCUIT_CAP_SECONDS,
  DELAYED_SECONDS,
  DELIVER_TIMEOUT_SECONDS,
  LONGEST_WAIT_SECONDS,
  MAX_REQUEST_SECONDS,
  RETENTION_DAYS,
  RETRY_ALARM_SECONDS,
  SETTLING_SECONDS,
  STUCK_SECONDS,
  VISIBILITY_SECONDS,
  WIDGET_HIDDEN_SECONDS,
  WIDGET_TIMEOUT_SECONDS,
} from '../../../shared/messages/timing.ts';

const WORDS: Readonly<Record<string, number>> = {
  a: 1,
  two: 2,
  three: 3,
  five: 5,
  seven: 7,
  eight: 8,
  ten: 10,
};
const N = '(\\d[\\d,]*|a|two|three|five|seven|eight|ten)';

/** What a document says with a number, and the number. A sentence that is nowhere is a fault too: then nothing holds it. */
const SENTENCES = [
  {
    file: 'docs/runbook.md',
    says: `Waiting events are delivered automatically within ${N} minutes`,
    is: LONGEST_WAIT_SECONDS / 60,
  },
  {
    file: 'docs/architecture.md',
    says: `waiting events are delivered within ${N} minutes`,
    is: LONGEST_WAIT_SECONDS / 60,
  },
  { file: 'docs/runbook.md', says: `it returns to OK within ${N} minutes`, is: RETRY_ALARM_SECONDS / 60 },
  {
    file: 'docs/runbook.md',
    says: `events of a workspace have been failing for more than ${N} minutes`,
    is: DELAYED_SECONDS / 60,
  },
  {
    file: 'docs/runbook.md',
    says: `an event of a workspace has been failing for more than ${N} h`,
    is: STUCK_SECONDS / 3600,
  },
  { file: 'docs/runbook.md', says: `of the batch come back ${N} minutes later`, is: VISIBILITY_SECONDS / 60 },
  { file: 'docs/runbook.md', says: `out of its ${N} seconds`, is: DELIVER_TIMEOUT_SECONDS },
  { file: 'docs/architecture.md', says: `\`deliver\` may run for ${N} seconds`, is: DELIVER_TIMEOUT_SECONDS },
  { file: 'docs/architecture.md', says: `keeps the last ${N} for settling`, is: SETTLING_SECONDS },
  { file: 'docs/architecture.md', says: `One request may take ${N} seconds`, is: MAX_REQUEST_SECONDS },
  { file: 'docs/runbook.md', says: `Requests end by themselves after ${N} seconds`, is: MAX_REQUEST_SECONDS },
  { file: 'docs/architecture.md', says: `up to ${N} webhooks, for seven seconds`, is: BATCH_SIZE },
  { file: 'docs/architecture.md', says: `up to 600 webhooks, for ${N} seconds`, is: BATCHING_WINDOW_SECONDS },
  { file: 'docs/architecture.md', says: `for twice as long, up to ${N} s`, is: CIRCUIT_CAP_SECONDS },
  { file: 'docs/architecture.md', says: `\\| 640 \\| ${N} \\|`, is: BACKOFF_CAP_SECONDS },
  { file: 'docs/architecture.md', says: `each receive takes ${N} s`, is: VISIBILITY_SECONDS },
  { file: 'docs/architecture.md', says: `${N} receives for one hour`, is: maxReceiveCountFor(3600) },
  { file: 'docs/architecture.md', says: `${N} for 24 h`, is: maxReceiveCountFor(24 * 3600) },
  { file: 'docs/runbook.md', says: `${N} h after the event was created`, is: CAMPAIGN_HOURS },
  { file: 'docs/mapping.md', says: `Events older than ${N} h`, is: CAMPAIGN_HOURS },
  { file: 'docs/runbook.md', says: `After ${N} days SQS deletes it`, is: RETENTION_DAYS },
  { file: 'docs/runbook.md', says: `as many as fit into ${N} seconds`, is: WIDGET_TIMEOUT_SECONDS },
  {
    file: 'docs/architecture.md',
    says: `stay hidden while it works, at most ${N} s`,
    is: WIDGET_HIDDEN_SECONDS,
  },
  { file: 'SECURITY.md', says: `at most ${N} days`, is: RETENTION_DAYS },
  {
    file: 'infra/monitoring/delivery-alarms.ts',
    says: `Events have been waiting for more than ${N} minutes`,
    is: DELAYED_SECONDS / 60,
  },
];

test.each(SENTENCES)('$file says "$says" with the number that holds', ({ file, says, is }) => {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').replace(/\s+/g, ' ');
  const said = [...text.matchAll(new RegExp(says, 'g'))].map(
    ([, number = '']) => WORDS[number] ?? Number(number.replace(',', '')),
  );

  expect([...new Set(said)]).toEqual([is]);
});
