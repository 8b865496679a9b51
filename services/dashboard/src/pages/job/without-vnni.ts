import { costWithoutVnni, isWithoutVnni } from '@octet/contracts';
import type { Job, WorkerRecord } from '../../api/wire.ts';

/** What it costs that the job's worker has no VNNI, and whether another worker has it; undefined where nothing is lost. */
export function withoutVnni({ worker }: Pick<Job, 'worker'>, workers: readonly WorkerRecord[]): string | undefined {
  const took = workers.find(({ name }) => name === worker);
  if (took === undefined || !isWithoutVnni(took.cpu.cpu_class)) return undefined;
  const withVnni = workers.filter(({ state, classes }) => state !== 'gone' && classes.includes('ort-cpu-vnni')).length;
  const where =
    withVnni === 0
      ? 'No worker with VNNI is connected.'
      : `${withVnni === 1 ? 'A worker' : `${withVnni} workers`} with VNNI ${withVnni === 1 ? 'is' : 'are'} connected: a job that requires ort-cpu-vnni runs there.`;
  return `${costWithoutVnni} ${where}`;
}
