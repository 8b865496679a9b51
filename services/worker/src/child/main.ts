/** The engine process: says that it is ready and what machine this is; then one job in on stdin, its events and its answer out. */
import { firstLine } from './first-line.ts';
import { limitSelf } from './limit-self.ts';
import type { ChildJob } from './messages.ts';
import { ready } from './ready.ts';
import { runJob } from './run-job.ts';
import { tell } from './tell.ts';

const line = firstLine(process.stdin);
tell(await ready());
const job = JSON.parse(await line) as ChildJob;
if (job.bounds !== undefined) limitSelf(job.bounds);
tell(await runJob(job, tell));
// Stays until the worker ends it, which first looks how much CPU time it took.
