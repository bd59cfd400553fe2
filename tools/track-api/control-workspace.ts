import * as z from 'zod';
import type { Answer } from './http.ts';
import type { Instruments } from './instruments.ts';
import type { Workspace } from './workspace.ts';

const newKeySchema = z.strictObject({ apiKey: z.string().min(1) });

/**
 * What the controls offer of one workspace.
 *
 * @param call the method, and the part of the workspace that is asked for
 * @returns undefined if there is no such control
 */
export function answerWorkspaceControl(
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
    case 'GET objects':
      return { status: 200, body: { objects: workspace.objects() } };
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
