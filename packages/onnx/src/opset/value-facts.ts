/** What is known of a value without running the model: steps need it before any shape inference. */
import type { Node } from '../ir/node.ts';
import type { DType, Tensor } from '../ir/tensor.ts';
import type { Value } from '../ir/value.ts';

/** The tensor of an initializer or of a Constant node. */
export function knownTensor(value: Value | undefined): Tensor | undefined {
  if (value?.isConstant) return value.constant?.tensor;
  return value?.producer?.opName === 'Constant' ? value.producer.tensorAttr('value') : undefined;
}

/** The integers of such a tensor. */
export function knownIntegers(value: Value | undefined): readonly number[] | undefined {
  const t = knownTensor(value);
  return t?.dtype === 'int64' || t?.dtype === 'int32' ? Array.from(t.data as BigInt64Array | Int32Array, Number) : undefined;
}

/** The float32 numbers of such a tensor. */
export function knownFloats(value: Value | undefined): readonly number[] | undefined {
  const t = knownTensor(value);
  return t?.dtype === 'float32' ? Array.from(t.data as Float32Array) : undefined;
}

/** The element type: stated, or that of the producer's first input where the op keeps it. */
export function knownDType(value: Value | undefined): DType | undefined {
  return trace(value, (v) => v.dtype ?? knownTensor(v)?.dtype, keepsDType);
}

/** The number of dimensions: stated, fixed by the producing op, or that of the producer's first input where the op keeps it. */
export function knownRank(value: Value | undefined): number | undefined {
  return trace(value, (v) => v.shape?.length ?? knownTensor(v)?.dims.length ?? rankMade(v.producer), keepsRank);
}

/** Walks up first inputs as long as `keeps` holds. Ends, since graphs are acyclic. */
function trace<T>(value: Value | undefined, fact: (v: Value) => T | undefined, keeps: ReadonlySet<string>): T | undefined {
  for (let v = value; v !== undefined; ) {
    const known = fact(v);
    if (known !== undefined) return known;
    const { producer }: Value = v;
    v = producer !== undefined && v.outputIndex === 0 && keeps.has(producer.opName) ? producer.input(0) : undefined;
  }
  return undefined;
}

function rankMade(node: Node | undefined): number | undefined {
  if (node?.opName === 'Flatten' || node?.opName === 'Gemm') return 2;
  if (node?.opName === 'Reshape') return (node.intsAttr('shape') ?? knownIntegers(node.input(1)))?.length;
  return undefined;
}

// Unary elementwise ops, and ops whose output has the rank of their first input whatever stands beside it.
const keepsRank: ReadonlySet<string> = new Set([
  ...['Relu', 'LeakyRelu', 'Sigmoid', 'Tanh', 'Clip', 'Elu', 'Selu', 'Exp', 'Log', 'Sqrt', 'Neg', 'Abs', 'Identity', 'Dropout', 'Softplus'],
  ...['Cast', 'PRelu', 'HardSigmoid', 'Softmax', 'LogSoftmax', 'Hardmax', 'Floor', 'Ceil', 'Reciprocal', 'ThresholdedRelu', 'Softsign'],
  ...['Conv', 'ConvTranspose', 'MaxPool', 'AveragePool', 'LpPool', 'GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool'],
  ...['BatchNormalization', 'InstanceNormalization', 'LRN', 'Concat', 'Pad', 'Slice', 'Transpose', 'Tile', 'Upsample', 'Resize'],
]);

const keepsDType: ReadonlySet<string> = new Set([
  ...[...keepsRank].filter((op) => op !== 'Cast'),
  ...[
    'Add',
    'Sub',
    'Mul',
    'Div',
    'Pow',
    'Max',
    'Min',
    'Mean',
    'Sum',
    'MatMul',
    'Gemm',
    'Reshape',
    'Flatten',
    'Squeeze',
    'Unsqueeze',
    'Gather',
  ],
  ...['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'Split', 'DepthToSpace', 'SpaceToDepth', 'Expand'],
]);
