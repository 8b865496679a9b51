import { costWithoutVnni, type Diagnostic, isWithoutVnni, type WorkerCpu } from '@octet/contracts';
import type { Backend } from '@octet/quantizer';

/** What the user should know of the machine before the figures. */
export function warningsPart({ cpu_class }: WorkerCpu, { name, weights }: Pick<Backend, 'name' | 'weights'>): readonly Diagnostic[] {
  if (!isWithoutVnni(cpu_class)) return [];
  const fix = weights.saturationGuard
    ? 'Where the artifact runs on CPUs with VNNI, quantize on one: a job that requires ort-cpu-vnni goes to such a worker.'
    : `Target ${name} does not guard its weights, so the figures include saturation. Choose target ort-cpu-x86 for one file that is right on every x86 CPU.`;
  return [{ code: 'cpu/without-vnni', severity: 'warning', message: costWithoutVnni, fix }];
}
