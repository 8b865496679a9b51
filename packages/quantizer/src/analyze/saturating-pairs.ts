import type { Model } from '@octet/onnx';
import { largestPairSum, partnersOf, sumOf } from '../backends/onnxruntime-cpu/saturating-pairs.ts';
import type { Weights } from '../convert/weights.ts';
import { isLinear } from '../linear/is-linear.ts';
import { weightRows } from '../linear/weight-rows.ts';
import type { Plan } from '../spec.ts';

export interface PairCount {
  /** Pairs of weights that meet in one instruction on x86 CPUs without VNNI. */
  readonly pairs: number;
  /** Of these, pairs whose sum of products exceeds int16 for some input. */
  readonly saturating: number;
}

/** Counts the pairs of the layers that compute on integers, by their integers before kernels are chosen. */
export function countPairs(prepared: Model, plan: Plan, weights: Weights): PairCount {
  let pairs = 0;
  let saturating = 0;
  for (const node of prepared.graph.nodes()) {
    const partners = plan.nodes.get(node.name)?.placement === 'integer' && isLinear(node) ? partnersOf(node) : undefined;
    if (partners === undefined) continue;
    const { integer } = weights.of(node);
    const rows = weightRows(integer);
    const q = Float32Array.from(integer.q);
    for (let c = 0; c < rows.channels; c++) {
      const row = rows.read(q, c);
      partners.forEach((partner, k) => {
        if (partner <= k) return;
        pairs++;
        if (sumOf(row[k] as number, row[partner] as number) > largestPairSum) saturating++;
      });
    }
  }
  return { pairs, saturating };
}
