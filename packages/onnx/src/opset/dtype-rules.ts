import type { DType } from '../ir/tensor.ts';
import { arithmeticOps, channelOps, poolOps, rearrangingOps, reduceOps, unaryOps } from './op-groups.ts';
import type { FactRule } from './value-facts.ts';

/** The element type of a node's first output, for the ops that stand before a Clip or Pad of numbers. */
export function dtypeRule(opType: string): FactRule<DType> | undefined {
  return rules.get(opType);
}

const first: FactRule<DType> = (node, { dtype }) => dtype(node.input(0));
/** Inputs share one type, so that of a weight tells that of a computed one. */
const shared: FactRule<DType> = (node, { dtype }) => {
  for (const v of node.inputs) {
    const known = dtype(v);
    if (known !== undefined) return known;
  }
  return undefined;
};
/** `to` as a number of TensorProto.DataType; only the types that Clip and Pad took then. */
const cast: FactRule<DType> = (node) => (({ 1: 'float32', 10: 'float16', 11: 'float64' }) as const)[node.intAttr('to', 0) as 1 | 10 | 11];

const rules: ReadonlyMap<string, FactRule<DType>> = new Map([
  ...[
    ...[...unaryOps, ...poolOps, ...rearrangingOps, ...reduceOps],
    ...['Pow', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Gather', 'Expand'],
  ].map((op) => [op, first] as const),
  ...[...channelOps, ...arithmeticOps, 'Gemm', 'MatMul', 'LSTM', 'GRU', 'RNN'].map((op) => [op, shared] as const),
  ['Where', (node, { dtype }) => dtype(node.input(1)) ?? dtype(node.input(2))],
  ['Cast', cast],
]);
