/** The version of this connector, as in package.json: Customer.io's logs show who called. */
export const VERSION = '0.1.0';
