import { isObject } from '../../../shared/is-object.ts';
import type { ReceivedRequest } from '../../../tools/track-api/received-request.ts';
import { BATCH_SIZE, type Scene } from './scene.ts';

/** What became of a batch of which Customer.io takes all but one event, however often it is sent. */
export interface Refusal {
  /** Of the answer that refused it. */
  readonly status: number;
  /** What became of the webhook of that event. `lost`: nobody was told. */
  readonly refused: 'dead-lettered' | 'comes back' | 'lost';
  /** How many of the other webhooks came back as well. */
  readonly othersBack: number;
  /** How many of the other events Customer.io has counted in the end: none, or more than once. */
  readonly othersLost: number;
  readonly othersTwice: number;
}

const REFUSED = 3;
const MAX_OPERATIONS = 2 * BATCH_SIZE;

export async function observeRefusal(scene: Scene): Promise<Refusal> {
  const { track, event, userIds, settled } = scene;
  const userId = userIds[REFUSED] ?? '';
  const struck: ReceivedRequest[] = [];
  for (let place = 0; place < MAX_OPERATIONS; place += 1) {
    track.faults.add(
      { kind: 'refuse-items', indices: [place] },
      {
        match: (request) => placeOfEvent(request, userId) === place,
        onStruck: (request) => struck.push(request),
      },
    );
  }
  const handled = await scene.deliver(event);
  if (handled === undefined || struck[0]?.status === undefined) throw new Error('the event was not refused');
  await scene.deliverAgain(handled.failed);

  const { messageId, body } = event.Records[REFUSED] ?? {};
  const isBack = handled.failed.some((id) => id === messageId);
  const isDeadLetter = settled.deadLetters.some((deadLetter) => deadLetter === body);
  const others = scene.counted().filter((_, index) => index !== REFUSED);
  return {
    status: struck[0].status,
    refused: isBack ? 'comes back' : isDeadLetter ? 'dead-lettered' : 'lost',
    othersBack: handled.failed.length - (isBack ? 1 : 0),
    othersLost: others.filter((count) => count === 0).length,
    othersTwice: others.filter((count) => count > 1).length,
  };
}

/** Where a request has the event of a person, if it has: in a batch, alone, or as a call of v1. */
function placeOfEvent({ path, body }: ReceivedRequest, userId: string): number | undefined {
  if (path === `/api/v1/customers/${userId}/events`) return 0;
  const operations = isObject(body) && Array.isArray(body['batch']) ? body['batch'] : [body];
  const place = operations.findIndex(
    (operation) =>
      isObject(operation) &&
      operation['action'] === 'event' &&
      isObject(operation['identifiers']) &&
      operation['identifiers']['id'] === userId,
  );
  return place === -1 ? undefined : place;
}
