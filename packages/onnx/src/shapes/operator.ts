import type { Node } from '../ir/node.ts';
import type { DType, Shape } from '../ir/tensor.ts';
import { type Inputs, type Known, numbersOf } from './known.ts';

/**
 * What an operator of the default domain, or one that Octet writes, says of its outputs. In the forms of all opsets that models are raised from:
 * what is an input now may be an attribute.
 */
export interface Operator {
  readonly dtype: (node: Node, inputs: Inputs, output: number) => DType | undefined;
  /** Sizes and, where shapes are made of them, elements of each output. Throws `Unknown`. */
  readonly outputs: (node: Node, inputs: Inputs) => readonly Pick<Known, 'dims' | 'data'>[];
}

export type Operators = Readonly<Record<string, Operator>>;

/** An operator of which only sizes follow: those of its first output. */
export function sized(dtype: Operator['dtype'], dims: (node: Node, inputs: Inputs) => Shape): Operator {
  return { dtype, outputs: (node, inputs) => [{ dims: dims(node, inputs) }] };
}

/** One rule for several operators. */
export const each = (names: string, operator: Operator): Operators =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, operator]));

export const ofFirst: Operator['dtype'] = (_node, [x]) => x?.dtype;
/** Inputs share one type, so that of a weight tells that of a computed one. */
export const ofAny: Operator['dtype'] = (_node, inputs) => inputs.find((x) => x?.dtype !== undefined)?.dtype;
export const always =
  (dtype: DType): Operator['dtype'] =>
  () =>
    dtype;
/** The first output's type is that of the first input. */
export const ofFirstThen =
  (others: DType): Operator['dtype'] =>
  (_node, [x], output) =>
    output === 0 ? x?.dtype : others;

/** Integers that an attribute or, in newer opsets, an input names. */
export const statedInts = (node: Node, attribute: string, input: Known | undefined): readonly number[] | undefined =>
  node.intsAttr(attribute) ?? numbersOf(input);
