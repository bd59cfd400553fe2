import { answerBatch, answerEntity } from './answer-operations.ts';
import { ACCEPTED, notFound, UNAUTHORIZED } from './answers.ts';
import { authenticate } from './credentials.ts';
import type { RefuseItems } from './faults.ts';
import type { Answer } from './http.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { Service } from './service.ts';
import type { Region, Workspace } from './workspace.ts';

/** The public hosts: https://docs.customer.io/integrations/api/track/ */
const HOSTS: Readonly<Record<Region, string>> = {
  us: 'https://track.customer.io',
  eu: 'https://track-eu.customer.io',
};

const REGION_PATH = '/api/v1/accounts/region';

/** The supported paths, each with its method. */
const METHODS: Readonly<Record<string, string>> = {
  '/auth': 'GET',
  [REGION_PATH]: 'GET',
  '/api/v2/entity': 'POST',
  '/api/v2/batch': 'POST',
};

/** Checks a request in the order of the live service, applies its valid operations and returns the answer. */
export function answerRequest(
  service: Service,
  request: ReceivedRequest,
  authorization: string | undefined,
  refused?: RefuseItems,
): Answer {
  const { method, path } = request;
  if (!Object.hasOwn(METHODS, path)) return notFound(404);
  if (METHODS[path] !== method) return notFound(405);
  // Answers 200 with any credentials, so it does not check them.
  if (path === '/auth') return ACCEPTED;
  const workspace = authenticate(service.workspaces, authorization);
  if (workspace === undefined) return UNAUTHORIZED;
  // Served on the hosts of both regions, because callers use it to find the right one.
  if (path === REGION_PATH) return regionOf(workspace);
  const { region, wrongRegionStatus } = service.settings;
  if (region !== 'any' && workspace.settings.region !== region) {
    return wrongRegion(wrongRegionStatus, `${HOSTS[workspace.settings.region]}${path}`);
  }
  const answer = path === '/api/v2/batch' ? answerBatch : answerEntity;
  return answer(service, workspace, request, refused);
}

const regionOf = ({ settings }: Workspace): Answer => ({
  status: 200,
  body: { url: HOSTS[settings.region], region: settings.region, environment_id: settings.environmentId },
});

const wrongRegion = (status: number, location: string): Answer =>
  status === 401 ? UNAUTHORIZED : { status, headers: { location } };
