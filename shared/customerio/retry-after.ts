/** Nobody who throttles asks for more; a wrong clock in an HTTP date might. */
const MAX_SECONDS = 3600;

/** The seconds a `Retry-After` header asks for, which is a number or an HTTP date; at most an hour. */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - nowMs) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(MAX_SECONDS, Math.max(0, Math.ceil(seconds)));
}
