import Type, { type Static } from 'typebox';

/** Fail-closed: what could not be measured is `not_evaluated`, and that is not a pass. */
export const verdictSchema = Type.Enum(['pass', 'fail', 'not_evaluated']);
export type Verdict = Static<typeof verdictSchema>;

/** One failed gate fails all; else one gate that was not evaluated leaves all not evaluated; no gates at all pass. */
export function overallVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  if (verdicts.includes('not_evaluated')) return 'not_evaluated';
  return 'pass';
}
