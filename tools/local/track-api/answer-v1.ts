import type { Answer } from '../http.ts';
import { ACCEPTED, INJECTED, v1Refusal } from './answers.ts';
import type { RefuseItems } from './faults.ts';
import { judgeV1AnonymousEvent, judgeV1Event, judgeV1Identify, type V1Judgement } from './judge-v1.ts';
import { readBody } from './read-body.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { V1Call } from './routes.ts';
import type { Service } from './service.ts';
import type { Workspace } from './workspace.ts';

/** A call of v1 carries one change of one person: it is taken or refused. */
export function answerV1(
  service: Service,
  workspace: Workspace,
  request: ReceivedRequest,
  call: V1Call,
  refused: RefuseItems | undefined,
): Answer {
  const body = readBody(request);
  if (body.kind === 'refused') return v1Refusal([body.message]);
  if (refused?.indices.includes(0)) return v1Refusal([refused.error?.message ?? INJECTED.message]);
  const judgement = judgeCall(call, body.value, service.settings.strict);
  if (judgement.kind === 'invalid') return v1Refusal(judgement.messages);
  service.accept(workspace, [judgement.operation]);
  return ACCEPTED;
}

function judgeCall(call: V1Call, body: Record<string, unknown>, strict: boolean): V1Judgement {
  switch (call.kind) {
    case 'v1 identify':
      return judgeV1Identify(call.identifier, body, strict);
    case 'v1 event':
      return judgeV1Event(call.identifier, body, strict);
    case 'v1 anonymous event':
      return judgeV1AnonymousEvent(body, strict);
  }
}
