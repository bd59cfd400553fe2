import { ACCEPTED, INJECTED, refusal, refusalOf, toError } from './answers.ts';
import type { RefuseItems } from './faults.ts';
import type { Answer } from './http.ts';
import { judgeItem, MAX_BATCH_BODY_BYTES, MAX_ITEM_BYTES } from './judge-item.ts';
import type { Operation } from './operation.ts';
import { type ReceivedRequest, readBody } from './received-request.ts';
import type { Service } from './service.ts';
import type { Workspace } from './workspace.ts';

interface ItemError extends ReturnType<typeof toError> {
  readonly batch_index: number;
}

/** Answers a request with one operation, which is accepted or refused as a whole. */
export function answerEntity(
  service: Service,
  workspace: Workspace,
  request: ReceivedRequest,
  refused: RefuseItems | undefined,
): Answer {
  const body = readBody(request);
  if (body.kind === 'refused') return refusalOf({ field: '', message: body.message });
  if (request.bytes > MAX_ITEM_BYTES) return tooLarge(service);
  const { operations, errors } = judgeAll([body.value], service.settings.strict, refused);
  service.accept(workspace, operations);
  return errors.length === 0 ? ACCEPTED : refusal(errors);
}

/** Answers a batch. Each operation is checked alone: valid ones are accepted, others are reported with their index. */
export function answerBatch(
  service: Service,
  workspace: Workspace,
  request: ReceivedRequest,
  refused: RefuseItems | undefined,
): Answer {
  const body = readBody(request);
  if (body.kind === 'refused') return refusalOf({ field: '', message: body.message });
  if (request.bytes > MAX_BATCH_BODY_BYTES) return tooLarge(service);
  const items = body.value['batch'];
  if (!Array.isArray(items) || items.length === 0) {
    return refusalOf({ field: 'batch', message: 'must be an array with at least one item' });
  }
  const { operations, errors } = judgeAll(items, service.settings.strict, refused);
  service.accept(workspace, operations);
  if (errors.length === 0) return ACCEPTED;
  const noneValid = operations.length === 0 && refused === undefined;
  return noneValid && service.settings.allInvalidStatus === 400
    ? refusal(errors)
    : { status: refused?.status ?? 207, body: { errors } };
}

const tooLarge = ({ settings }: Service): Answer =>
  refusalOf({ field: '', message: 'request too large' }, settings.tooLargeStatus);

/**
 * Returns the valid operations, and one error for each fault of the others. Injected refusals come first, in their
 * given order.
 */
function judgeAll(items: readonly unknown[], strict: boolean, refused: RefuseItems | undefined) {
  const operations: Operation[] = [];
  const errors: ItemError[] = (refused?.indices ?? []).map((batch_index) => ({
    batch_index,
    ...toError(INJECTED),
    ...refused?.error,
  }));
  for (const [batch_index, item] of items.entries()) {
    if (refused?.indices.includes(batch_index)) continue;
    const judgement = judgeItem(item, strict);
    if (judgement.kind === 'valid') operations.push(judgement.operation);
    else errors.push(...judgement.faults.map((fault) => ({ batch_index, ...toError(fault) })));
  }
  return { operations, errors };
}
