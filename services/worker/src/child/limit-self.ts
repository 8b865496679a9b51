import { execFileSync } from 'node:child_process';
import type { ChildJob } from './messages.ts';

/**
 * Lowers this process's own limits to those of its job, for good. The worker could not: a limit of a process of another user is set by
 * nobody without CAP_SYS_RESOURCE, which root in a container does not have. Nothing of the job has been read yet.
 */
export function limitSelf({ cpuSeconds, fileBytes }: NonNullable<ChildJob['bounds']>): void {
  execFileSync('prlimit', [`--pid=${process.pid}`, `--cpu=${cpuSeconds}`, `--fsize=${fileBytes}`]);
}
