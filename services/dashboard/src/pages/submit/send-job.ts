import { bodyOf, octet } from '../../api/client.ts';
import { retry } from '../../api/retry.ts';
import type { DryRun, Job, JobOptions, JobRequest } from '../../api/wire.ts';
import type { ChosenFiles } from './chosen-file.ts';
import { type SendFilesOptions, sendFiles } from './send-files.ts';

export interface SendOptions extends SendFilesOptions {
  readonly options: JobOptions;
}

/** Brings the files there, then makes the job that names them by their digests: one, however often the connection is lost. */
export async function sendJob(files: ChosenFiles, { options, ...how }: SendOptions): Promise<Job> {
  const body = { ...options, ...(await sendFiles(files, how)) } as JobRequest;
  const headers = { 'idempotency-key': crypto.randomUUID() };
  return (await retry(() => bodyOf(octet.POST('/v1/jobs', { body, headers, signal: how.signal })), how)) as Job;
}

/** Brings the files there and asks what a job of them would be; none is made. */
export async function checkJob(files: ChosenFiles, { options, ...how }: SendOptions): Promise<DryRun> {
  const body = { ...options, ...(await sendFiles(files, how)) } as JobRequest;
  const params = { query: { dry_run: true } };
  return (await retry(() => bodyOf(octet.POST('/v1/jobs', { params, body, signal: how.signal })), how)) as DryRun;
}
