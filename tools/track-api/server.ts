import { buffer } from 'node:stream/consumers';
import { answerRequest } from './answer-request.ts';
import { throttled } from './answers.ts';
import { answerControl, isControlPath } from './control.ts';
import { FaultQueue, type RefuseItems } from './faults.ts';
import { sendAnswer, serveUnread } from './http.ts';
import type { Instruments } from './instruments.ts';
import { type TrackApiOptions, withDefaults } from './options.ts';
import { createProcessing } from './processing.ts';
import { type ReceivedRequest, toReceivedRequest } from './received-request.ts';
import { respond } from './respond.ts';
import { TokenBucket } from './token-bucket.ts';
import { TrafficMeter } from './traffic.ts';
import { Workspace } from './workspace.ts';

export interface TrackApi extends Instruments {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  /** Stops at once, even if requests wait for an answer. */
  close(): Promise<void>;
}

/** Starts a stand-in for Customer.io's Track API: the region probe and v2, for the given workspaces. */
export async function startTrackApi(options: TrackApiOptions): Promise<TrackApi> {
  const settings = withDefaults(options);
  const { nowMs, limit, rememberRequests } = settings;
  const workspaces = settings.workspaces.map((each) => new Workspace(each));
  const processing = createProcessing(settings);
  const faults = new FaultQueue(nowMs);
  const requests: ReceivedRequest[] = [];
  const meter = new TrafficMeter();
  const service = { settings, workspaces, accept: processing.accept };
  const bucket = limit === 'none' ? undefined : new TokenBucket(limit, nowMs);

  const answer = (received: ReceivedRequest, authorization: string | undefined, refused?: RefuseItems) => {
    if (limit === 'none' || bucket?.take()) return answerRequest(service, received, authorization, refused);
    return limit.excess === 'answer'
      ? throttled()
      : answerRequest({ ...service, accept: processing.drop }, received, authorization, refused);
  };

  const findWorkspace = (nameOrSiteId: string) =>
    workspaces.find(({ settings: { name, siteId } }) => [name, siteId].includes(nameOrSiteId));

  const instruments: Instruments = {
    faults,
    requests,
    findWorkspace,
    workspace(nameOrSiteId) {
      const workspace = findWorkspace(nameOrSiteId);
      if (workspace === undefined) throw new RangeError(`no workspace is called ${nameOrSiteId}`);
      return workspace;
    },
    traffic: () => meter.read(),
    settled: () => processing.settled(),
    reset() {
      faults.clear();
      requests.length = 0;
      meter.reset();
      for (const workspace of workspaces) workspace.reset();
    },
  };

  const server = await serveUnread(async (request, response) => {
    if (settings.control && isControlPath(request.url)) {
      return sendAnswer(response, await answerControl(instruments, request, await buffer(request)));
    }
    const unread = toReceivedRequest(request, Buffer.alloc(0), nowMs());
    const reset = faults.takeUnread(unread);
    const received = reset ? unread : toReceivedRequest(request, await buffer(request), nowMs());
    requests.push(received);
    if (requests.length > rememberRequests) requests.shift();
    meter.enter(received, response);
    await respond(reset ?? faults.take(received), {
      perform: (refused) => answer(received, request.headers.authorization, refused),
      holdBack: processing.holdBack,
      onAnswer: ({ status }) => {
        received.status = status;
      },
      response,
    });
  }, settings.port);

  return { ...instruments, origin: server.origin, port: server.port, close: () => server.close() };
}
