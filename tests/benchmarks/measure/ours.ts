import type { Provenance } from '@octet/contracts';
import { nodeJson } from './child-json.ts';

/** Paths; the recipe as JSON, the default one where absent. */
export interface OursJob {
  readonly model: string;
  readonly calibration: string;
  readonly evaluation: string;
  readonly out: string;
  readonly recipe?: object;
}

export interface OursRun {
  /** The whole job, evaluation, benchmark and report included. */
  readonly seconds: number;
  readonly stages: Provenance['stages'];
  /** Of the process, over the whole job. */
  readonly peakBytes: number;
  readonly artifact: string;
  readonly report: string;
}

/** Quantizes with Octet's engine in a child process. */
export function quantizeOurs(job: OursJob): Promise<OursRun> {
  return nodeJson<OursRun>(new URL('./quantize-ours.ts', import.meta.url), [JSON.stringify(job)]);
}

const afterTheArtifact: ReadonlySet<string> = new Set(['evaluate', 'benchmark', 'package']);

/** From reading the model to the artifact's bytes. */
export function secondsToArtifact({ stages }: OursRun): number {
  return stages.reduce((sum, s) => sum + (afterTheArtifact.has(s.stage) ? 0 : s.seconds), 0);
}
