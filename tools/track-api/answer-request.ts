import { answerBatch, answerEntity } from './answer-operations.ts';
import { answerV1 } from './answer-v1.ts';
import { ACCEPTED, notFound, UNAUTHORIZED } from './answers.ts';
import { authenticate } from './credentials.ts';
import type { RefuseItems } from './faults.ts';
import type { Answer } from './http.ts';
import type { ReceivedRequest } from './received-request.ts';
import { findCall } from './routes.ts';
import type { Service } from './service.ts';
import type { Region, Workspace } from './workspace.ts';

/** The public hosts: https://docs.customer.io/integrations/api/track/ */
const HOSTS: Readonly<Record<Region, string>> = {
  us: 'https://track.customer.io',
  eu: 'https://track-eu.customer.io',
};

/** Checks a request in the order the live service would, applies what is valid, and says how that is answered. */
export function answerRequest(
  service: Service,
  request: ReceivedRequest,
  authorization: string | undefined,
  refused?: RefuseItems,
): Answer {
  const call = findCall(request);
  if (typeof call === 'number') return notFound(call);
  // Answers 200 to anybody, which is why it is no credential check.
  if (call.kind === 'auth') return ACCEPTED;
  const workspace = authenticate(service.workspaces, authorization);
  if (workspace === undefined) return UNAUTHORIZED;
  // Served on either host: it is how a caller finds out which one is right.
  if (call.kind === 'region') return regionOf(workspace);
  const { region, wrongRegionStatus } = service.settings;
  if (region !== 'any' && workspace.settings.region !== region) {
    return wrongRegion(wrongRegionStatus, `${HOSTS[workspace.settings.region]}${request.path}`);
  }
  switch (call.kind) {
    case 'v2 entity':
      return answerEntity(service, workspace, request, refused);
    case 'v2 batch':
      return answerBatch(service, workspace, request, refused);
    default:
      return answerV1(service, workspace, request, call, refused);
  }
}

const regionOf = ({ settings }: Workspace): Answer => ({
  status: 200,
  body: { url: HOSTS[settings.region], region: settings.region, environment_id: settings.environmentId },
});

const wrongRegion = (status: number, location: string): Answer =>
  status === 401 ? UNAUTHORIZED : { status, headers: { location } };
