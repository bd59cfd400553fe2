import { finding, notApplicable, ok, type Verdict } from '../base/check.ts';
import type { EventSource } from '../stage/stage.ts';

/** Whether something takes the events from their queue to `deliver`. */
export function judgeEventSources(sources: readonly EventSource[] | undefined, howToDeploy: string): Verdict {
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
        `aws lambda update-event-source-mapping --enabled --uuid ${uuid}`,
      )
    : finding(`${state}: not in service yet, or no longer`, 'Look again in a minute.');
}
