import { readFileSync } from 'node:fs';

/** Resources that a process has used since it started. */
export interface ProcessUsage {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  /** Peak resident memory. */
  readonly peakMemoryBytes: number;
}

/** Returns the usage of this process. */
export function readUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, peakMemoryBytes: peakMemoryBytes() };
}

/**
 * On Linux, reads the peak from `/proc`: `maxRSS` also counts the memory of the parent at the time of the fork.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html `VmHWM`
 */
function peakMemoryBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = readFileSync('/proc/self/status', 'utf8').match(/^VmHWM:\s+(\d+) kB$/m) ?? [];
  return Number(kilobytes) * 1024;
}
