/** The Tracking API key pair that everybody sends with. */
export const CREDENTIALS = { siteId: 'bench-site', apiKey: 'bench-key' };
