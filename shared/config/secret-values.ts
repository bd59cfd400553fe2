import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/** Value of a Purchasely secret: the "client shared secret" of its console. */
export const sharedSecretSchema = z.object({ sharedSecret: text });

/** Value of a Customer.io secret: a Tracking API key pair of one workspace. */
export const credentialsSchema = z.object({ siteId: text, apiKey: text });

/** A secret that can be read and holds nothing usable. Logs name this error only. */
export class SecretShapeError extends Error {
  override readonly name = 'SecretShapeError';
}
