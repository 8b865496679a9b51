import { jobLines } from './job-lines.ts';
import type { Progress } from './progress.ts';

/** For logs: the lines of a job, each with the seconds since it began. */
export function plainLines(write: (text: string) => void, now: () => number = () => performance.now()): Progress {
  const start = now();
  const onEvent = jobLines((line) => write(`${((now() - start) / 1000).toFixed(1).padStart(6)} s  ${line}\n`));
  return { onEvent, end() {} };
}
