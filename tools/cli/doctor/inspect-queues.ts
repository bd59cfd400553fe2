import * as z from 'zod/mini';
import { countMessages } from '../../../shared/dead-letters/queue-counts.ts';
import { describeDuration } from '../../../shared/durations.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { type Check, check, finding, notApplicable, ok, type Verdict } from '../base/checks.ts';
import { readQueueAttribute } from '../stage/read-queue-attribute.ts';
import type { EventSource, Stage } from '../stage/stage.ts';

/** Twice the longest wait between two attempts. An older event keeps failing, or `deliver` does not read the queue. */
const MAX_WAIT_SECONDS = 1_800;

/** Content of a queue. */
interface Content {
  readonly count: number;
  /** Undefined if unknown. */
  readonly oldestAgeSeconds: number | undefined;
}

/** Checks both queues, the redrive policy between them, and the event source of `deliver`. */
export function inspectQueues(stage: Stage): Promise<Check[]> {
  const { eventsQueueUrl, deadLetterQueueUrl } = stage;
  return Promise.all([
    check('events queue', async () => judgeBacklog(await contentOf(stage, eventsQueueUrl))),
    check('dead-letter queue', async () =>
      judgeDeadLetters(await contentOf(stage, deadLetterQueueUrl), stage.options),
    ),
    check('redrive policy', async () => {
      const [policy, deadLetterArn] = await Promise.all([
        readQueueAttribute(stage, eventsQueueUrl, 'RedrivePolicy'),
        readQueueAttribute(stage, deadLetterQueueUrl, 'QueueArn'),
      ]);
      const { maxReceiveCount } = stage.config.delivery;
      return judgeRedrive(policy, { deadLetterArn, maxReceiveCount, howToDeploy: stage.howToDeploy });
    }),
    check('event source', async () => {
      const queueArn = await readQueueAttribute(stage, eventsQueueUrl, 'QueueArn');
      return judgeEventSources(await stage.eventSources(queueArn), stage);
    }),
  ]);
}

async function contentOf(stage: Stage, queueUrl: string): Promise<Content> {
  const { waiting, inFlight } = await countMessages(stage, queueUrl);
  const count = waiting + inFlight;
  // Reading the metric needs a further permission. Without it, the age is unknown.
  const oldestAgeSeconds =
    count === 0 ? undefined : await stage.oldestAgeSeconds(queueUrl, count).catch(() => undefined);
  return { count, oldestAgeSeconds };
}

export function judgeBacklog({ count, oldestAgeSeconds }: Content): Verdict {
  if (count === 0) return ok('empty');
  const age =
    oldestAgeSeconds === undefined
      ? 'of unknown age'
      : `the oldest for ${describeDuration(oldestAgeSeconds * 1000)}`;
  const what = `${number(count)} waiting or under way, ${age}`;
  return oldestAgeSeconds !== undefined && oldestAgeSeconds > MAX_WAIT_SECONDS
    ? finding(what, 'The log of deliver shows why: docs/runbook.md#events-delayed')
    : ok(what);
}

export function judgeDeadLetters({ count, oldestAgeSeconds }: Content, stageOptions: string): Verdict {
  if (count === 0) return ok('empty');
  const age =
    oldestAgeSeconds === undefined ? '' : `, the oldest for ${describeDuration(oldestAgeSeconds * 1000)}`;
  return finding(`${deadLetters(count)}${age}`, `npm run dlq -- status ${stageOptions}`);
}

const redriveSchema = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });

interface ExpectedRedrive {
  readonly deadLetterArn: string;
  readonly maxReceiveCount: number;
  readonly howToDeploy: string;
}

/** @param policy JSON attribute of the events queue; empty if it has none */
export function judgeRedrive(
  policy: string,
  { deadLetterArn, maxReceiveCount, howToDeploy }: ExpectedRedrive,
): Verdict {
  if (policy === '') {
    return finding(
      'the events queue has none: an event that crashes deliver returns until it expires',
      howToDeploy,
    );
  }
  const actual = redriveSchema.parse(JSON.parse(policy));
  if (actual.deadLetterTargetArn !== deadLetterArn) {
    return finding(
      `leads to ${actual.deadLetterTargetArn}, which is not the dead-letter queue of the stack`,
      howToDeploy,
    );
  }
  if (actual.maxReceiveCount !== maxReceiveCount) {
    return finding(
      `applies after ${actual.maxReceiveCount} receives; retryForHours of this checkout gives ${maxReceiveCount}`,
      howToDeploy,
    );
  }
  return ok(`after ${maxReceiveCount} receives to the dead-letter queue`);
}

/** Judges whether `deliver` reads the events queue. */
export function judgeEventSources(
  sources: readonly EventSource[] | undefined,
  { howToDeploy, awsOptions }: Pick<Stage, 'howToDeploy' | 'awsOptions'>,
): Verdict {
  if (sources === undefined) return notApplicable('npm start polls the queue itself');
  const [source, ...others] = sources;
  if (source === undefined) return finding('none: deliver does not read the queue', howToDeploy);
  if (others.length > 0) {
    return finding(
      `${sources.length} event source mappings read the queue, and each event reaches only one of them`,
      `Delete those that are not of the stack: ${sources.map(({ uuid }) => uuid).join(', ')}.`,
    );
  }
  const { uuid, state } = source;
  if (state === 'Enabled') return ok('enabled');
  // Creating, Enabling and Updating are temporary states.
  return ['Disabled', 'Disabling'].includes(state)
    ? finding(
        'disabled: events wait in the queue',
        `aws lambda update-event-source-mapping --enabled --uuid ${uuid} ${awsOptions}`,
      )
    : finding(`not in service: its state is ${state}`, 'Check again in a minute.');
}
