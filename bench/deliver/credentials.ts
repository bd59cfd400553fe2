/** The Tracking API key pair of all contenders. */
export const CREDENTIALS = { siteId: 'bench-site', apiKey: 'bench-key' };
