import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { parseControlFault } from './control-fault.ts';
import { type Answer, parseBody } from './http.ts';
import type { Instruments } from './instruments.ts';
import type { Workspace } from './workspace.ts';

const PREFIX = '/__control/';

export const isControlPath = (url = ''): boolean => url.startsWith(PREFIX);

const DONE: Answer = { status: 200, body: {} };

/** Serves the instruments over HTTP, for tests in other languages. These requests are not counted and get no faults. */
export async function answerControl(
  instruments: Instruments,
  { method = '', url = '' }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const [resource = '', name = '', part] = url.slice(PREFIX.length).split('/');
  const notFound: Answer = { status: 404, body: { error: `no control is called ${method} ${url}` } };
  if (resource === 'workspaces') {
    const call = [method, part].filter(Boolean).join(' ');
    return answerWorkspaceControl(instruments, percentDecode(name), call, parseBody(body)) ?? notFound;
  }
  switch (`${method} ${resource}`) {
    case 'POST faults':
      return addFault(instruments, body);
    case 'DELETE faults':
      instruments.faults.clear();
      return DONE;
    case 'GET requests':
      return { status: 200, body: { requests: instruments.requests } };
    case 'GET traffic':
      return { status: 200, body: instruments.traffic() };
    case 'GET settled':
      await instruments.settled();
      return DONE;
    case 'POST reset':
      instruments.reset();
      return DONE;
    default:
      return notFound;
  }
}

function addFault({ faults }: Instruments, body: Buffer): Answer {
  const parsed = parseControlFault(parseBody(body));
  if (parsed.kind === 'refused') return { status: 400, body: { error: parsed.why } };
  faults.add(parsed.fault, parsed.when);
  return DONE;
}

const newKeySchema = z.strictObject({ apiKey: z.string().min(1) });

/**
 * Answers a control of one workspace.
 *
 * @param call method and part of the workspace, such as `GET people`
 * @returns undefined if there is no such control
 */
function answerWorkspaceControl(
  { findWorkspace }: Instruments,
  nameOrSiteId: string,
  call: string,
  body: unknown,
): Answer | undefined {
  const workspace = findWorkspace(nameOrSiteId);
  if (workspace === undefined) {
    return { status: 404, body: { error: `no workspace is called ${nameOrSiteId}` } };
  }
  switch (call) {
    case 'GET':
      return { status: 200, body: stateOf(workspace) };
    case 'GET people':
      return { status: 200, body: { people: workspace.people() } };
    case 'GET events':
      return { status: 200, body: { events: workspace.events() } };
    case 'PUT key':
      return rotateKey(workspace, body);
    default:
      return undefined;
  }
}

function stateOf(workspace: Workspace) {
  const { duplicates, droppedItems, failedAttributeChanges } = workspace;
  return { ...workspace.state(), duplicates, droppedItems, failedAttributeChanges };
}

function rotateKey(workspace: Workspace, body: unknown): Answer {
  const parsed = newKeySchema.safeParse(body);
  if (!parsed.success) return { status: 400, body: { error: z.prettifyError(parsed.error) } };
  workspace.rotateKey(parsed.data.apiKey);
  return { status: 200, body: {} };
}

/** Decodes a segment of a path. Returns it unchanged if it is not valid percent-encoding. */
function percentDecode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
