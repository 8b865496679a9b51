import type { Job } from '@octet/contracts';
import { exitCode, exitCodeOfVerdict } from '../exit-code.ts';

/** What a command that waited for a job answers: that of its verdict; 1 where there is none. */
export function exitCodeOfJob({ state, verdict }: Job): number {
  return state === 'succeeded' && verdict !== null ? exitCodeOfVerdict[verdict] : exitCode.failed;
}
