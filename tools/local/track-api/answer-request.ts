import type { Answer } from '../http.ts';
import { answerBatch, answerEntity, type Service } from './answer-operations.ts';
import { ACCEPTED, notFound, UNAUTHORIZED } from './answers.ts';
import { authenticate } from './credentials.ts';
import type { RefuseItems } from './faults.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { Region, Workspace } from './workspace.ts';

/** The public hosts: https://docs.customer.io/integrations/api/track/ */
const HOSTS: Readonly<Record<Region, string>> = {
  us: 'https://track.customer.io',
  eu: 'https://track-eu.customer.io',
};

const METHODS: ReadonlyMap<string, string> = new Map([
  ['/auth', 'GET'],
  ['/api/v1/accounts/region', 'GET'],
  ['/api/v2/entity', 'POST'],
  ['/api/v2/batch', 'POST'],
]);

/** Checks a request in the order the live service would, applies what is valid, and says how that is answered. */
export function answerRequest(
  service: Service,
  request: ReceivedRequest,
  authorization: string | undefined,
  refused?: RefuseItems,
): Answer {
  const { path } = request;
  const method = METHODS.get(path);
  if (method === undefined) return notFound(404);
  if (request.method !== method) return notFound(405);
  // Answers 200 to anybody, which is why it is no credential check.
  if (path === '/auth') return ACCEPTED;
  const workspace = authenticate(service.workspaces, authorization);
  if (workspace === undefined) return UNAUTHORIZED;
  // Served on either host: it is how a caller finds out which one is right.
  if (path === '/api/v1/accounts/region') return regionOf(workspace);
  const { region, wrongRegionStatus } = service.settings;
  if (region !== 'any' && workspace.settings.region !== region) {
    return wrongRegion(wrongRegionStatus, `${HOSTS[workspace.settings.region]}${path}`);
  }
  return path === '/api/v2/entity'
    ? answerEntity(service, workspace, request, refused)
    : answerBatch(service, workspace, request, refused);
}

const regionOf = ({ settings }: Workspace): Answer => ({
  status: 200,
  body: { url: HOSTS[settings.region], region: settings.region, environment_id: settings.environmentId },
});

const wrongRegion = (status: number, location: string): Answer =>
  status === 401 ? UNAUTHORIZED : { status, headers: { location } };
