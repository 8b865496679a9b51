import type { Observation } from '@octet/quantizer';
import type { RowView } from './row-view.ts';

/**
 * What the measuring graph returns and how to read it. Plain records: they cross to the worker threads.
 *
 * A run of the graph measures a stack of samples: as many as `stack`, joined along the first axis of every input. Everything that it returns
 * of a value lies sample after sample.
 *
 * A value is measured in one of three ways. `fed`: it is a graph input and lies at hand. `whole`: the graph returns it as it is. `reduced`:
 * the graph returns the extremes of all its rows and some runs of elements, or all its elements, packed with those of other values into a
 * few outputs. One that is `skipped` is measured by another graph, in other samples.
 */
export interface Plan {
  readonly values: readonly PlannedValue[];
  readonly packed: readonly PackedOutput[];
  /** What the runs that are picked, in the input `pickInput`, are picked from. */
  readonly picks: readonly RowView[];
  /** Elements to look at of a value and sample. */
  readonly wanted: number;
  readonly stack: number;
}

export interface PlannedValue {
  readonly name: string;
  readonly kind: 'fed' | 'whole' | 'reduced' | 'skipped';
  readonly minimum: Observation['minimum'];
  readonly bound?: number;
  /** Dimensions in sample 0. */
  readonly dims: readonly number[];
  /** Of a reduced value of which not all elements are returned. */
  readonly view?: RowView;
  /** Of a reduced value in onnxruntime's NCHWc layout: channels a block. */
  readonly blockSize?: number;
}

/** Several values' results in one output, behind each other. */
export interface PackedOutput {
  readonly name: string;
  readonly dims: readonly number[];
  readonly length: number;
  readonly parts: readonly PackedPart[];
}

export interface PackedPart {
  /** Index into `Plan.values`. */
  readonly value: number;
  readonly first: number;
  /** Elements of the whole stack. */
  readonly length: number;
  readonly content: 'min' | 'max' | 'runs' | 'all';
}

/** A part, and which of the packed outputs holds it. */
export interface PlacedPart extends PackedPart {
  readonly output: number;
}

/** Where the parts of a value are packed. */
export function partsOf(plan: Plan, value: number): PlacedPart[] {
  return plan.packed.flatMap(({ parts }, output) => parts.filter((p) => p.value === value).map((p) => ({ ...p, output })));
}

export const pickInput = 'octet_picks';
