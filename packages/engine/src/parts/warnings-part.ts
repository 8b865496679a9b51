import { costWithoutVnni, type Diagnostic, isWithoutVnni, type WorkerCpu } from '@octet/contracts';
import type { PairCount } from '@octet/quantizer';

const takeX86 = 'Choose target ort-cpu-x86 for one file that is right on every x86 CPU.';

/** What the user should know of the machine, and of the target, before the figures. `pairs`: of the artifact; undefined where it is not for x86. */
export function warningsPart({ cpu_class }: WorkerCpu, pairs: PairCount | undefined): readonly Diagnostic[] {
  return [...ofMachine(cpu_class), ...ofPairs(pairs, isWithoutVnni(cpu_class))];
}

function ofMachine(cpuClass: WorkerCpu['cpu_class']): readonly Diagnostic[] {
  if (!isWithoutVnni(cpuClass)) return [];
  const fix = 'Where the artifact runs on CPUs with VNNI, quantize on one: a job that requires ort-cpu-vnni goes to such a worker.';
  return [{ code: 'cpu/without-vnni', severity: 'warning', message: costWithoutVnni, fix }];
}

/** Weights that are not guarded: how often their sums saturate depends on the input, so only how many can is known. */
function ofPairs(pairs: PairCount | undefined, here: boolean): readonly Diagnostic[] {
  if (pairs === undefined || pairs.saturating === 0) return [];
  const counts = `${pairs.saturating.toLocaleString('en-US')} of ${pairs.pairs.toLocaleString('en-US')} pairs of weights can saturate`;
  const message = here
    ? `${counts} on this CPU. The accuracy here is that of a CPU with VNNI; on this one the artifact loses more.`
    : `${counts} on a CPU without VNNI, where the artifact loses accuracy.`;
  return [{ code: 'target/without-vnni', severity: here ? 'warning' : 'info', message, fix: takeX86 }];
}
