import type { DType } from '../ir/tensor.ts';
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
    ...[
      'Relu',
      'LeakyRelu',
      'PRelu',
      'Sigmoid',
      'Tanh',
      'Elu',
      'Selu',
      'HardSigmoid',
      'ThresholdedRelu',
      'Softplus',
      'Softsign',
      'Exp',
      'Log',
    ],
    ...['Sqrt', 'Neg', 'Abs', 'Floor', 'Ceil', 'Reciprocal', 'Identity', 'Dropout', 'Softmax', 'LogSoftmax', 'Hardmax', 'Erf', 'LRN'],
    ...[
      'MaxPool',
      'AveragePool',
      'LpPool',
      'GlobalAveragePool',
      'GlobalMaxPool',
      'GlobalLpPool',
      'Clip',
      'Pad',
      'Slice',
      'Transpose',
      'Tile',
    ],
    ...[
      'Upsample',
      'Resize',
      'Reshape',
      'Flatten',
      'Squeeze',
      'Unsqueeze',
      'Gather',
      'Split',
      'DepthToSpace',
      'SpaceToDepth',
      'Expand',
      'TopK',
    ],
    ...['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL1', 'ReduceL2', 'ReduceSumSquare', 'ReduceLogSumExp'],
  ].map((op) => [op, first] as const),
  ...[
    ...['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'BatchNormalization', 'InstanceNormalization', 'Concat', 'LSTM', 'GRU', 'RNN'],
    ...['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Mean', 'Sum'],
  ].map((op) => [op, shared] as const),
  ['Pow', first],
  ['Where', (node, { dtype }) => dtype(node.input(1)) ?? dtype(node.input(2))],
  ['Cast', cast],
]);
