const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether a URL leads to this machine, whatever a name server says. */
export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.has(hostname);
}
