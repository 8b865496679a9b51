import type { OctetClient } from '@octet/client';
import type { Job } from '@octet/contracts';
import type { Progress } from '../progress/progress.ts';

const percent = 100;

export interface Following {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Between two polls; default the client's own. */
  readonly everyMs?: number;
}

/** Shows a job until it has ended, and answers it as it is then. Rejects when the signal comes first; the job goes on. */
export async function followJob(client: OctetClient, id: string, { progress, signal, say, everyMs }: Following): Promise<Job> {
  let last: Job | undefined;
  for await (const job of client.watch(id, { signal, ...(everyMs === undefined ? {} : { everyMs }) })) {
    if (job.state === 'queued' && (last === undefined || job.waiting_reason !== last.waiting_reason)) {
      say(job.waiting_reason === null ? 'queued' : `queued: ${job.waiting_reason}`);
    }
    if (last !== undefined && job.attempt > last.attempt && job.attempt > 1) say(`attempt ${job.attempt}`);
    if (job.stage !== null && (job.stage !== last?.stage || job.attempt !== last.attempt))
      progress.onEvent({ kind: 'stage', stage: job.stage });
    if (job.stage !== null && job.progress !== null) {
      progress.onEvent({ kind: 'progress', stage: job.stage, done: Math.round(percent * job.progress), total: percent });
    }
    last = job;
  }
  progress.end(last?.state === 'succeeded' ? 'done' : 'failed');
  if (last === undefined) throw new Error('watching ends with a job');
  return last;
}
