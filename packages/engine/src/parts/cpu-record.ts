import type { WorkerCpu } from '@octet/contracts';
import type { CpuCapabilities } from '@octet/runtime';

/** The CPU as reports, workers and evidence name it; of the flags those that it has. */
export function cpuRecord({ model, architecture, cores, cpuClass, flags }: CpuCapabilities): WorkerCpu {
  const present = Object.entries(flags).flatMap(([flag, has]) => (has ? [flag] : []));
  return { model, architecture, cores, cpu_class: cpuClass, flags: present };
}
