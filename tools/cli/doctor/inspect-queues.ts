import * as z from 'zod/mini';
import { countMessages } from '../../../shared/dead-letters/queue-counts.ts';
import { describeDuration } from '../../../shared/durations.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { type Check, check, finding, notApplicable, ok, type Verdict } from '../base/checks.ts';
import { readQueueAttribute } from '../stage/read-queue-attribute.ts';
import type { EventSource, Stage } from '../stage/stage.ts';

/** The longest wait between two attempts is a quarter of an hour: what is there for longer has failed, or nobody takes it. */
const MAX_WAIT_SECONDS = 1_800;

/** What a queue has in it. */
interface Content {
  readonly count: number;
  /** `undefined` if nobody knows. */
  readonly oldestAgeSeconds: number | undefined;
}

/** Looks at both queues, at the way from one to the other, and at what takes the events out. */
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
  // The metric takes a permission of its own; without it, the age is what is not known.
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
    ? finding(what, 'Look why deliver does not get rid of them, in its log: docs/runbook.md')
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

/** @param policy the attribute of the events queue, JSON; `''` if it has none */
export function judgeRedrive(
  policy: string,
  { deadLetterArn, maxReceiveCount, howToDeploy }: ExpectedRedrive,
): Verdict {
  if (policy === '') {
    return finding(
      'the events queue has none: what crashes deliver comes back until it expires',
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
      `strikes after ${actual.maxReceiveCount} receives; retryForHours of this checkout makes ${maxReceiveCount}`,
      howToDeploy,
    );
  }
  return ok(`after ${maxReceiveCount} receives to the dead-letter queue`);
}

/** Whether something takes the events from their queue to `deliver`. */
export function judgeEventSources(
  sources: readonly EventSource[] | undefined,
  { howToDeploy, awsOptions }: Pick<Stage, 'howToDeploy' | 'awsOptions'>,
): Verdict {
  if (sources === undefined) return notApplicable('npm start polls the queue itself');
  const [source, ...others] = sources;
  if (source === undefined) return finding('nothing takes events from the queue', howToDeploy);
  if (others.length > 0) {
    return finding(
      `${sources.length} event source mappings share the queue: each takes events away from the others`,
      `Delete those that the stack does not own: ${sources.map(({ uuid }) => uuid).join(', ')}.`,
    );
  }
  const { uuid, state } = source;
  if (state === 'Enabled') return ok('enabled');
  // Creating, Enabling and Updating pass by themselves.
  return ['Disabled', 'Disabling'].includes(state)
    ? finding(
        'disabled: events wait in the queue',
        `aws lambda update-event-source-mapping --enabled --uuid ${uuid} ${awsOptions}`,
      )
    : finding(`${state}: not in service yet, or no longer`, 'Look again in a minute.');
}
