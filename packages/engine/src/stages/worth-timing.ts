import type { Candidate } from '@octet/quantizer';

/**
 * The candidates that are timed where there is time for `limit` of them: the chosen one; the one without a layer in float for accuracy; those that
 * the evaluation samples were looked at with; those that no other is predicted to beat in time and SQNR; then by SQNR.
 */
export function worthTiming(candidates: readonly Candidate[], limit: number): Candidate[] {
  const rank = (c: Candidate): number => {
    if (c.isChosen) return 0;
    if (c.floatLayers.length === 0) return 1;
    if (c.dropPoints !== undefined) return 2;
    return candidates.some((other) => beats(other, c)) ? 4 : 3;
  };
  const ranked = candidates.map((candidate) => ({ candidate, rank: rank(candidate) }));
  ranked.sort((a, b) => a.rank - b.rank || b.candidate.score.sqnrDb - a.candidate.score.sqnrDb);
  return ranked.slice(0, limit).map(({ candidate }) => candidate);
}

function beats(a: Candidate, b: Candidate): boolean {
  const [aUs = 0, bUs = 0] = [a.predictedUs, b.predictedUs];
  const isAsGood = aUs <= bUs && a.score.sqnrDb >= b.score.sqnrDb;
  return isAsGood && (aUs < bUs || a.score.sqnrDb > b.score.sqnrDb);
}
