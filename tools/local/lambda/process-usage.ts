import { readFileSync } from 'node:fs';

/** What a process has used since it started. */
export interface ProcessUsage {
  /** Of all its threads, in the program and in the kernel. */
  readonly cpuMs: number;
  /** The most memory it ever held. */
  readonly peakMemoryBytes: number;
}

/** Of this process. */
export function readUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, peakMemoryBytes: peakMemoryBytes() };
}

/**
 * Where Linux says it: `maxRSS` there starts with what the parent held when it forked.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html `VmHWM`
 */
function peakMemoryBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = readFileSync('/proc/self/status', 'utf8').match(/^VmHWM:\s+(\d+) kB$/m) ?? [];
  return Number(kilobytes) * 1024;
}
