import * as z from 'zod';
import type { Fault, When } from './faults.ts';
import { namesPerson } from './received-request.ts';
import { seededRandom } from './seeded-random.ts';

/** About 24 days. A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const answer = {
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
};

const faultSchema = z.union([
  z.strictObject(answer),
  z.strictObject({ kind: z.literal('apply-then-answer'), ...answer }),
  z.strictObject({
    kind: z.literal('refuse-items'),
    indices: z.array(z.int().min(0)).min(1),
    status: z.union([z.literal(200), z.literal(207)]).optional(),
    error: z
      .strictObject({ reason: z.string(), field: z.string(), message: z.string() })
      .partial()
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('slow'),
    ms: z.int().min(0).max(LONGEST_TIMER_MS),
    part: z.enum(['request', 'headers', 'body']).optional(),
  }),
  z.strictObject({ kind: z.enum(['reset', 'apply-then-reset', 'silence', 'reset-before-reading']) }),
]);

/** JSON form of a fault and of the requests it applies to. */
const controlFaultSchema = z
  .strictObject({
    fault: faultSchema,
    times: z.int().min(1).optional(),
    path: z.string().optional(),
    person: z.string().optional(),
    share: z.strictObject({ rate: z.number().min(0).max(1), seed: z.int() }).optional(),
    fromMs: z.number().optional(),
    untilMs: z.number().optional(),
  })
  .refine(
    ({ fault, person }) =>
      !('kind' in fault && fault.kind === 'reset-before-reading' && person !== undefined),
    {
      path: ['person'],
      error: 'reset-before-reading does not read the body: use path instead of person',
    },
  );

export type ControlFault =
  | { readonly kind: 'read'; readonly fault: Fault; readonly when: When }
  | { readonly kind: 'refused'; readonly why: string };

export function parseControlFault(body: unknown): ControlFault {
  const parsed = controlFaultSchema.safeParse(body);
  if (!parsed.success) return { kind: 'refused', why: z.prettifyError(parsed.error) };
  const { fault, path, person, share, ...when } = parsed.data;
  return {
    kind: 'read',
    fault,
    when: {
      ...when,
      share: share && { rate: share.rate, random: seededRandom(share.seed) },
      match: (request) =>
        (path === undefined || request.path === path) &&
        (person === undefined || namesPerson(request, person)),
    },
  };
}
