import * as z from 'zod/mini';

/** What the page may ask to be done, as JSON. */

export const postSchema = z.object({
  connection: z.string(),
  body: z.string(),
  signature: z.enum(['right', 'wrong', 'none']),
});

export const switchOnSchema = z.object({
  name: z.string(),
  /** Empty: everybody. */
  person: z.string(),
});

export const switchOffSchema = z.object({
  /** Absent: all. */
  id: z.optional(z.string()),
});

export const replaySchema = z.object({
  messageIds: z.array(z.string()).check(z.minLength(1)),
});
