/** A UUID has 36 characters; a hostile webhook may have a megabyte. */
const MAX_LENGTH = 200;

/**
 * The `event_id` of a webhook as log lines have it: by it an event is found in the logs of both functions.
 *
 * @param body of an authentic webhook, which may hold anything
 * @returns `undefined` if there is none, or none that is a text
 */
export function loggedEventId(body: Readonly<Record<string, unknown>>): string | undefined {
  const { event_id: id } = body;
  return typeof id === 'string' && id !== '' ? id.slice(0, MAX_LENGTH) : undefined;
}
