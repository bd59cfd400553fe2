/** The version of this connector, as in package.json: Customer.io's logs show who called. */
export const VERSION = '0.1.0';

/** How the connector calls itself to those it posts to. */
export const USER_AGENT = `purchasely-customerio/${VERSION}`;
