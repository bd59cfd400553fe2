import { isObject } from '../../../shared/is-object.ts';
import type { Answer } from '../http.ts';
import { ACCEPTED, refusal, toError } from './answers.ts';
import type { ItemFault } from './contract.ts';
import type { RefuseItems } from './faults.ts';
import { MAX_BATCH_BODY_BYTES, MAX_ITEM_BYTES } from './item-rules.ts';
import { judgeItem } from './judge-item.ts';
import type { Operation } from './operation.ts';
import type { TrackApiSettings } from './options.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { Workspace } from './workspace.ts';

/** What the answers need of the server. */
export interface Service {
  readonly settings: TrackApiSettings;
  readonly workspaces: readonly Workspace[];
  /** Takes over valid operations: they are applied now or later. */
  accept(workspace: Workspace, operations: readonly Operation[]): void;
}

interface ItemError extends ReturnType<typeof toError> {
  readonly batch_index: number;
}

/** One operation is the whole request: it is taken or refused. */
export function answerEntity(
  service: Service,
  workspace: Workspace,
  request: ReceivedRequest,
  refused: RefuseItems | undefined,
): Answer {
  const body = readBody(service, request, MAX_ITEM_BYTES);
  if (body.kind === 'refused') return body.answer;
  const { operations, errors } = judgeAll([body.value], service.settings.strict, refused);
  service.accept(workspace, operations);
  return errors.length === 0 ? ACCEPTED : refusal(errors);
}

/** Each operation is judged alone: the valid ones are taken, the others named with their place in the batch. */
export function answerBatch(
  service: Service,
  workspace: Workspace,
  request: ReceivedRequest,
  refused: RefuseItems | undefined,
): Answer {
  const body = readBody(service, request, MAX_BATCH_BODY_BYTES);
  if (body.kind === 'refused') return body.answer;
  const items = body.value['batch'];
  if (!Array.isArray(items) || items.length === 0) {
    return refusal([{ field: 'batch', message: 'must be an array with at least one item' }]);
  }
  const { operations, errors } = judgeAll(items, service.settings.strict, refused);
  service.accept(workspace, operations);
  if (errors.length === 0) return ACCEPTED;
  const noneValid = operations.length === 0 && refused === undefined;
  return noneValid && service.settings.allInvalidStatus === 400
    ? refusal(errors)
    : { status: 207, body: { errors } };
}

type Body =
  | { readonly kind: 'read'; readonly value: Record<string, unknown> }
  | { readonly kind: 'refused'; readonly answer: Answer };

function readBody({ settings }: Service, { headers, body, bytes }: ReceivedRequest, maxBytes: number): Body {
  const refused = (message: string, status?: number): Body => ({
    kind: 'refused',
    answer: refusal([{ field: '', message }], status),
  });
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    return refused('content type must be application/json');
  }
  if (!isObject(body)) return refused('body must be a JSON object');
  if (bytes > maxBytes) return refused('request too large', settings.tooLargeStatus);
  return { kind: 'read', value: body };
}

/** The valid operations, and one error for each fault of the others. Injected refusals come first, as injected. */
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

const INJECTED: ItemFault = { field: '', message: 'injected refusal' };
