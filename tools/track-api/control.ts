import type { IncomingMessage } from 'node:http';
import { parseControlFault } from './control-fault.ts';
import { answerWorkspaceControl } from './control-workspace.ts';
import { type Answer, parseBody } from './http.ts';
import type { Instruments } from './instruments.ts';
import { percentDecode } from './percent-decode.ts';

const PREFIX = '/__control/';

export const isControlPath = (url = ''): boolean => url.startsWith(PREFIX);

const DONE: Answer = { status: 200, body: {} };

/** The instruments over HTTP, for tests in another language. Such a request counts nowhere and meets no fault. */
export async function answerControl(
  instruments: Instruments,
  { method = '', url = '' }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const [resource = '', name = '', part] = url.slice(PREFIX.length).split('/');
  const notFound: Answer = { status: 404, body: { error: `no control is called ${method} ${url}` } };
  if (resource === 'workspaces') {
    const call = [method, part].filter(Boolean).join(' ');
    return answerWorkspaceControl(instruments, percentDecode(name) ?? '', call, parseBody(body)) ?? notFound;
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
