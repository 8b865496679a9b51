import type { ReportParts } from '@octet/contracts';
import type { Quantized } from '@octet/quantizer';

type Outcome = Pick<ReportParts['subject'], 'outcome' | 'outcome_reason'>;

/** What became of the model, by the placements of its linear operators, with the commonest reason where it is not integers. */
export function outcomeOf({ plan, correction }: Quantized): Outcome {
  const placements = [...plan.nodes.values()];
  if (placements.some((n) => n.placement === 'integer')) return { outcome: 'quantized' };
  const stored = placements.find((n) => n.placement === 'weights');
  if (stored !== undefined)
    return { outcome: 'weights-only', ...(stored.why === undefined ? {} : { outcome_reason: sentence(stored.why.text) }) };
  if (correction.bodyWeights > 0) {
    const why = `its linear operators are in bodies of If, Loop and Scan, where they compute in float; ${correction.bodyWeights} of their weights are stored as int8`;
    return { outcome: 'weights-only', outcome_reason: sentence(why) };
  }
  const linear = placements.find((n) => n.op === 'Conv' || n.op === 'Gemm' || n.op === 'MatMul' || n.op === 'ConvTranspose');
  const why =
    linear === undefined
      ? 'it has no Conv, Gemm or MatMul outside the bodies of If, Loop and Scan, where operators compute in float'
      : `${linear.op} "${linear.node}": ${linear.why?.text ?? 'float'}`;
  return { outcome: 'untouched', outcome_reason: sentence(why) };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
