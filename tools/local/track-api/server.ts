import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, sendAnswer, serve } from '../http.ts';
import { answerRequest } from './answer-request.ts';
import { type Fault, FaultQueue, type RefuseItems } from './faults.ts';
import { type TrackApiOptions, withDefaults } from './options.ts';
import { createProcessing } from './processing.ts';
import { type ReceivedRequest, toReceivedRequest } from './received-request.ts';
import { Workspace } from './workspace.ts';

export interface TrackApi {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  readonly faults: FaultQueue;
  /** Every request so far, in arrival order. */
  readonly requests: ReceivedRequest[];
  /** @throws {RangeError} if no workspace has this name or Site ID. */
  workspace(nameOrSiteId: string): Workspace;
  /** When every accepted operation is applied; there is something to wait for with a processing delay only. */
  settled(): Promise<void>;
  /** Ends at once, whoever is still waiting for an answer. */
  close(): Promise<void>;
}

/** A stand-in for Customer.io's Track API: the region probe and v2, for as many workspaces as it is given. */
export async function startTrackApi(options: TrackApiOptions): Promise<TrackApi> {
  const settings = withDefaults(options);
  const workspaces = settings.workspaces.map((each) => new Workspace(each));
  const processing = createProcessing(settings);
  const faults = new FaultQueue();
  const requests: ReceivedRequest[] = [];
  const service = { settings, workspaces, accept: processing.accept };

  const server = await serve(async (request, body, response) => {
    const received = toReceivedRequest(request, body);
    requests.push(received);
    const perform = (refused?: RefuseItems) =>
      answerRequest(service, received, request.headers.authorization, refused);
    const answer = await answerWith(faults.take(received), perform, response);
    if (answer === undefined) return;
    received.status = answer.status;
    sendAnswer(response, answer);
  }, settings.port);

  return {
    origin: server.origin,
    port: server.port,
    faults,
    requests,
    workspace(nameOrSiteId) {
      const workspace = workspaces.find(({ settings: { name, siteId } }) =>
        [name, siteId].includes(nameOrSiteId),
      );
      if (workspace === undefined) throw new RangeError(`no workspace is called ${nameOrSiteId}`);
      return workspace;
    },
    settled: () => processing.settled(),
    close: () => server.close(),
  };
}

/** The answer of a request after its fault, if one was due. None where the caller gets no answer. */
async function answerWith(
  fault: Fault | undefined,
  perform: (refused?: RefuseItems) => Answer,
  { socket }: ServerResponse,
): Promise<Answer | undefined> {
  switch (fault?.kind) {
    case undefined:
      return fault ?? perform();
    case 'apply-then-answer':
      perform();
      return fault;
    case 'refuse-items':
      return perform(fault);
    case 'slow': {
      const answer = perform();
      await wait(fault.ms, undefined, { ref: false });
      return answer;
    }
    case 'apply-then-reset':
      perform();
      socket?.resetAndDestroy();
      return undefined;
    case 'reset':
      socket?.resetAndDestroy();
      return undefined;
    case 'silence':
      return undefined;
  }
}
