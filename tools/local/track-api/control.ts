import type { IncomingMessage } from 'node:http';
import { type Answer, parseBody } from '../http.ts';
import { parseControlFault } from './control-fault.ts';
import type { Instruments } from './instruments.ts';
import { percentDecode } from './percent-decode.ts';

const PREFIX = '/__control/';

export const isControlPath = (url = ''): boolean => url.startsWith(PREFIX);

const DONE: Answer = { status: 200, body: {} };
const refused = (status: number, error: string): Answer => ({ status, body: { error } });

/** The instruments over HTTP, for tests in another language. Such a request counts nowhere and meets no fault. */
export function answerControl(
  instruments: Instruments,
  { method = '', url = '' }: IncomingMessage,
  body: Buffer,
): Answer {
  const [resource = '', name] = url.slice(PREFIX.length).split('/');
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
    case 'GET workspaces':
      return showWorkspace(instruments, percentDecode(name ?? '') ?? '');
    case 'POST reset':
      instruments.reset();
      return DONE;
    default:
      return refused(404, `no control is called ${method} ${url}`);
  }
}

function addFault({ faults }: Instruments, body: Buffer): Answer {
  const parsed = parseControlFault(parseBody(body));
  if (parsed.kind === 'refused') return refused(400, parsed.why);
  faults.add(parsed.fault, parsed.when);
  return DONE;
}

function showWorkspace(instruments: Instruments, nameOrSiteId: string): Answer {
  const workspace = instruments.findWorkspace(nameOrSiteId);
  if (workspace === undefined) return refused(404, `no workspace is called ${nameOrSiteId}`);
  const { duplicates, droppedItems, failedAttributeChanges } = workspace;
  return {
    status: 200,
    body: { ...workspace.state(), duplicates, droppedItems, failedAttributeChanges },
  };
}
