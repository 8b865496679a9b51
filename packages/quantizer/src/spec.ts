import type { QParams, Range } from './qparams/affine.ts';

/**
 * What is decided for one value before anything is measured. Values are named as in the prepared model.
 * - observed: its range comes from the statistics of `sources` (itself, and the values that must share its qparams);
 * - shared: carries the integers of `with`, or ones that must be comparable with them (MaxPool, Reshape, Concat members);
 * - scaled: the same integers as `of`, read with another scale: mul · x (a scalar Mul or Div costs nothing on integers);
 * - fixed: known without measuring (Sigmoid, Softmax).
 */
export type QuantSpec =
  | { readonly kind: 'observed'; readonly sources: readonly string[]; readonly nonNegative: boolean; readonly limit?: Range }
  | { readonly kind: 'shared'; readonly with: string }
  | { readonly kind: 'scaled'; readonly of: string; readonly mul: number }
  | { readonly kind: 'fixed'; readonly qparams: QParams };

/**
 * integer: computes on integers · movement: moves integers unchanged · absorbed: vanishes into another node's output range · weights: computes
 * in float with weights stored as int8 · float: as it was.
 */
export type Placement = 'integer' | 'movement' | 'absorbed' | 'weights' | 'float';

/**
 * Why a node computes in float. excluded: by the recipe · slower: integers take longer · accuracy: integers cost the output too much · neighbours:
 * it could run on integers, but those before or behind it do not · unsupported: the backend or the quantizer has no integer form · not-worth-it: integers
 * would win next to nothing.
 */
export interface Why {
  readonly kind: 'excluded' | 'slower' | 'accuracy' | 'neighbours' | 'unsupported' | 'not-worth-it';
  readonly text: string;
}

export interface NodePlan {
  readonly node: string;
  readonly op: string;
  readonly placement: Placement;
  /** Given where the node computes in float, with stored weights or without. */
  readonly why?: Why;
  /** What a node that computes on integers became, where that is not obvious. */
  readonly note?: string;
}

/** All specs and placements of a prepared model: a frozen description; convert carries it out. */
export interface Plan {
  readonly backend: string;
  readonly nodes: ReadonlyMap<string, NodePlan>;
  readonly specs: ReadonlyMap<string, QuantSpec>;
  /** Values that get integers although a float node makes them: only their integer readers read the integers. */
  readonly quantizedFloats: ReadonlySet<string>;
}

/** The spec that owns the range of a value's integers: follows shared and scaled links. */
export function rootOf(plan: Plan, value: string): string {
  let name = value;
  for (;;) {
    const spec = plan.specs.get(name);
    if (spec?.kind === 'shared') name = spec.with;
    else if (spec?.kind === 'scaled') name = spec.of;
    else return name;
  }
}
