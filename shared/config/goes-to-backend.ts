import type { RelaySettings } from './resolved.ts';

/** Whether a webhook goes on to a backend, by the webhook's `event_name`. */
export function goesToBackend(
  { events }: Pick<RelaySettings, 'events'>,
  { event_name: name }: Readonly<Record<string, unknown>>,
): boolean {
  return events === 'all' || events.includes(String(name));
}
