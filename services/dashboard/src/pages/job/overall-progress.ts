import { stageNames } from '@octet/contracts';
import type { Job } from '../../api/wire.ts';

/** Stages gone by plus the share of the present one, of all stages; null before the first. Not a share of time: stages differ in length. */
export function overallProgress({ stage, progress }: Pick<Job, 'stage' | 'progress'>): number | null {
  if (stage === null) return null;
  return (stageNames.indexOf(stage) + (progress ?? 0)) / stageNames.length;
}
