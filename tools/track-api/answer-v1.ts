import { ACCEPTED, INJECTED, v1Refusal } from './answers.ts';
import type { RefuseItems } from './faults.ts';
import type { Answer } from './http.ts';
import { judgeV1 } from './judge-v1.ts';
import { readBody } from './read-body.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { V1Call } from './routes.ts';
import type { Service } from './service.ts';
import type { Workspace } from './workspace.ts';

const WITHOUT_BODY: ReadonlySet<V1Call['kind']> = new Set([
  'v1 delete',
  'v1 suppress',
  'v1 unsuppress',
  'v1 delete device',
]);

/** A call of v1 carries one change of one person: it is taken or refused. */
export function answerV1(
  service: Service,
  workspace: Workspace,
  request: ReceivedRequest,
  call: V1Call,
  refused: RefuseItems | undefined,
): Answer {
  const body = WITHOUT_BODY.has(call.kind) ? ({ kind: 'read', value: {} } as const) : readBody(request);
  if (body.kind === 'refused') return v1Refusal([body.message]);
  if (refused?.indices.includes(0)) return v1Refusal([refused.error?.message ?? INJECTED.message]);
  const judgement = judgeV1(call, body.value, service.settings.strict);
  if (judgement.kind === 'invalid') return v1Refusal(judgement.messages);
  service.accept(workspace, judgement.operations);
  return ACCEPTED;
}
