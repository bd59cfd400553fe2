import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/** What a Purchasely secret holds: the "client shared secret" of its console. */
export const sharedSecretSchema = z.object({ sharedSecret: text });

/** What a Customer.io secret holds: a Tracking API key pair of one workspace. */
export const credentialsSchema = z.object({ siteId: text, apiKey: text });

/** A secret that can be read and holds nothing usable. Its name is what logs tell. */
export class SecretShapeError extends Error {
  override readonly name = 'SecretShapeError';
}
