import type { Model } from '@octet/onnx';
import { isLinear } from '../../linear/is-linear.ts';
import type { Plan, Why } from '../../spec.ts';
import type { Costed } from '../backend.ts';
import { estimateUs } from './estimate.ts';

/** More layers than this at the front are no longer a front. */
const longest = 24;

/** Integers keep a layer unless float is better by this: the table is no better than that. */
const margin = 0.985;

export interface FrontOptions {
  /** The plan that keeps these nodes in float. */
  readonly planWith: (keepFloat: ReadonlyMap<string, Why>) => Plan;
  /** Estimated time of the plan to beat, in which nothing is in float that could be on integers. */
  readonly allIntegerUs: number;
}

/**
 * How many of the first linear layers run faster in float. At the front tensors are large and channels few: integer depthwise convolutions,
 * stems and SiLU lose there, and one border between float and integers costs less than they do (MobileNetV1-0.25: 6 layers, 0.9 → 1.4 times FP32's
 * speed; the front is also where rounding hurts most). Only a contiguous front: every change of sides costs a pass over the tensor. Empty where
 * integers win from the first layer on.
 */
export function fasterFloatPrefix(prepared: Model, backend: Costed, { planWith, allIntegerUs }: FrontOptions): ReadonlyMap<string, Why> {
  const layers = [...prepared.graph.nodes()].filter(isLinear).slice(0, longest);
  let best: ReadonlyMap<string, Why> = new Map();
  let least = allIntegerUs * margin;
  for (let k = 1; k <= layers.length; k++) {
    const kept = new Map(layers.slice(0, k).map((n) => [n.name, why]));
    const us = estimateUs(prepared, planWith(kept), backend);
    if (us >= least) continue;
    least = us;
    best = kept;
  }
  return best;
}

const why: Why = { kind: 'slower', text: 'faster in float: at the front of the network integers are slower on this CPU' };
