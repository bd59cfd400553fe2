import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, RefuseItems } from './faults.ts';
import { type Answer, sendAnswer, sendHeaders } from './http.ts';

export interface Exchange {
  /** Applies the request, except for the items to refuse. */
  readonly perform: (refused?: RefuseItems) => Answer;
  /** Delays the request before it is applied. */
  readonly holdBack: (ms: number) => Promise<void>;
  /** Called before an answer is sent. Not called if the caller gets none. */
  readonly onAnswer: (answer: Answer) => void;
  readonly response: ServerResponse;
}

/** Answers a request as its fault demands, or normally without one. */
export async function respond(
  fault: Fault | undefined,
  { perform, holdBack, onAnswer, response }: Exchange,
): Promise<void> {
  const send = (answer: Answer) => {
    onAnswer(answer);
    sendAnswer(response, answer);
  };
  switch (fault?.kind) {
    case undefined:
      return send(fault ?? perform());
    case 'apply-then-answer':
      perform();
      return send(fault);
    case 'refuse-items':
      return send(perform(fault));
    case 'slow': {
      if (fault.part === 'request') {
        await holdBack(fault.ms);
        return send(perform());
      }
      const answer = perform();
      if (fault.part !== 'body') {
        await wait(fault.ms, undefined, { ref: false });
        return send(answer);
      }
      onAnswer(answer);
      const sendBody = sendHeaders(response, answer);
      await wait(fault.ms, undefined, { ref: false });
      return sendBody();
    }
    case 'apply-then-reset':
      perform();
      response.socket?.resetAndDestroy();
      return;
    case 'reset':
    case 'reset-before-reading':
      response.socket?.resetAndDestroy();
      return;
    case 'silence':
      return;
  }
}
