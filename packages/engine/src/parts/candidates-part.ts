import { type Actions, decibels } from '@octet/contracts';
import type { Candidate } from '@octet/quantizer';
import type { LatencyResult } from '@octet/runtime';
import type { TimedCandidates } from '../stages/time-candidates.ts';

type Search = NonNullable<Actions['search']>;
type Measured = NonNullable<NonNullable<Search['candidates']>[number]['measured']>;

export interface CandidateTimes {
  /** Undefined where there was nothing to compare, or no time for it. */
  readonly timed: TimedCandidates | undefined;
  /** FP32 and the artifact at one thread, which are measured in any case. */
  readonly artifact: LatencyResult | undefined;
  readonly artifactBytes: number;
}

/** The choices of layers that the search had, with their times: measured where there was time for it, and as the cost table predicts them from the chosen one's. */
export function candidatesPart(candidates: readonly Candidate[], times: CandidateTimes): Pick<Search, 'candidates' | 'timing'> {
  const { timed, artifact, artifactBytes } = times;
  const chosen = candidates.find((c) => c.isChosen);
  const measured = (candidate: Candidate): Measured | undefined => {
    const name = timed?.names.get(candidate);
    if (name !== undefined) return measuredOf(timed?.result, name);
    return candidate.isChosen ? measuredOf(artifact, 'int8') : undefined;
  };
  const chosenUs = chosen && measured(chosen)?.p50_us;
  return {
    candidates: candidates.map((candidate) => {
      const fileBytes = candidate.isChosen ? artifactBytes : candidate.score.fileBytes;
      const found = measured(candidate);
      const ratio = (candidate.predictedUs ?? 0) / (chosen?.predictedUs || Number.NaN);
      const isPredictable = chosenUs !== undefined && Number.isFinite(ratio) && !candidate.isChosen;
      return {
        kind: candidate.kind,
        float_layers: [...candidate.floatLayers],
        chosen: candidate.isChosen,
        refined: candidate.isRefined,
        sqnr_db: decibels(candidate.score.sqnrDb),
        ...(candidate.dropPoints === undefined ? {} : { drop_points: candidate.dropPoints }),
        ...(fileBytes === undefined ? {} : { file_bytes: fileBytes }),
        ...(found === undefined ? {} : { measured: found }),
        ...(isPredictable ? { predicted_us: chosenUs * ratio } : {}),
      };
    }),
    ...(timed === undefined ? {} : { timing: timingOf(timed) }),
  };
}

function measuredOf(result: LatencyResult | undefined, name: string): Measured | undefined {
  const model = result?.models[name];
  const ratio = result?.speedups[name];
  if (model === undefined || ratio === undefined) return undefined;
  return {
    p50_us: model.p50Us,
    run_count: model.runsUs.length,
    speedup: ratio.ratio,
    speedup_interval: { low: ratio.low, high: ratio.high, confidence: ratio.confidence, method: 'bootstrap' },
  };
}

function timingOf({ result, seconds }: TimedCandidates): NonNullable<Search['timing']> {
  const { threads, batch, roundCount } = result;
  return { threads, batch, round_count: roundCount, seconds, fp32_p50_us: result.models['fp32']?.p50Us ?? Number.NaN };
}
