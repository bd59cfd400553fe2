import type { Workspace } from './workspace.ts';

/** The user name of a Basic `Authorization` header is the Site ID, the password the Tracking API Key. */
interface Credentials {
  readonly siteId: string;
  readonly apiKey: string;
}

function parseCredentials(authorization: string | undefined): Credentials | undefined {
  // The official Go client uses the URL alphabet of base 64: https://github.com/customerio/go-customerio
  const encoded = /^Basic ([A-Za-z0-9+/_-]+={0,2})$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [siteId = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return rest.length === 0 ? undefined : { siteId, apiKey: rest.join(':') };
}

export function authenticate(
  workspaces: readonly Workspace[],
  authorization: string | undefined,
): Workspace | undefined {
  const given = parseCredentials(authorization);
  return workspaces.find(
    ({ settings }) => settings.siteId === given?.siteId && settings.apiKey === given.apiKey,
  );
}

/** Removes the key from an `Authorization` header and keeps the Site ID, which identifies the workspace. */
export function maskAuthorization(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const siteId = parseCredentials(authorization)?.siteId;
  return siteId === undefined ? '***' : `Basic ${siteId}:***`;
}

/** Returns the Site ID of a masked header, or an empty string. */
export function maskedSiteId(masked: string | undefined): string {
  return /^Basic (.*):\*\*\*$/.exec(masked ?? '')?.[1] ?? '';
}
