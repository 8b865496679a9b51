import { cpus } from 'node:os';

/** Clocks of the machine, ms since some moment; of all its CPUs together but for `now`. */
export interface MachineClocks {
  readonly now: () => number;
  readonly cpuCount: () => number;
  readonly idle: () => number;
  /** CPU time of this process. */
  readonly own: () => number;
}

/**
 * Starts watching: the function that comes back gives the share of the machine's CPU time since then, 0 to 1, that was neither idle nor this
 * process's: of other processes, and what a hypervisor kept for other guests. A load average would count this process too. 0 where the system does
 * not tell the times of its CPUs.
 */
export function watchOtherLoad(clocks: MachineClocks = system): () => number {
  const [now, idle, own] = [clocks.now(), clocks.idle(), clocks.own()];
  return () => {
    const wholeMs = (clocks.now() - now) * clocks.cpuCount();
    return wholeMs > 0 ? Math.max(0, 1 - (clocks.idle() - idle + clocks.own() - own) / wholeMs) : 0;
  };
}

const system: MachineClocks = {
  now: () => performance.now(),
  cpuCount: () => cpus().length,
  idle: () => cpus().reduce((sum, { times }) => sum + times.idle, 0),
  own() {
    const { user, system: kernel } = process.cpuUsage();
    return (user + kernel) / 1000;
  },
};
