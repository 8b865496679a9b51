/** The engine process: one job in on stdin, events out. With --capabilities: what this machine is, instead of a job. */
import { capabilities } from './capabilities.ts';
import { firstLine } from './first-line.ts';
import type { ChildJob } from './messages.ts';
import { runJob } from './run-job.ts';
import { tell } from './tell.ts';

if (process.argv.includes('--capabilities')) {
  tell(await capabilities());
} else {
  tell({ kind: 'ready' });
  const job = JSON.parse(await firstLine(process.stdin)) as ChildJob;
  tell(await runJob(job, tell));
  // The worker keeps stdin open.
  process.exit(0);
}
