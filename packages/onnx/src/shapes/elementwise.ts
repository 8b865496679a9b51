import type { Shape } from '../ir/tensor.ts';
import { dtypeOfCode } from '../serde/dtype-code.ts';
import { broadcast, dataOf, dimsOf, type Inputs, indexAt, isSmall, type Known, numbersOf, stridesOf } from './known.ts';
import { always, each, type Operator, type Operators, ofAny, ofFirst, sized } from './operator.ts';

const same = sized(ofFirst, (_node, [x]) => dimsOf(x));

/** Before opset 7 the second operand was spread over the first (`broadcast`). */
const spread = (dtype: Operator['dtype']): Operator =>
  sized(dtype, (node, inputs) => (node.intAttr('broadcast', 0) === 0 ? broadcast(inputs.map(dimsOf)) : dimsOf(inputs[0])));

/** Two operands, computed where both are few numbers. */
function arithmetic(compute: (a: number, b: number) => number): Operator {
  const { outputs } = spread(ofAny);
  return {
    dtype: ofAny,
    outputs: (node, inputs) => outputs(node, inputs).map(({ dims }) => ({ dims, data: computed(compute, inputs, dims) })),
  };
}

function computed(compute: (a: number, b: number) => number, [a, b]: Inputs, dims: Shape | undefined): Known['data'] {
  const [p, q] = [numbersOf(a), numbersOf(b)];
  if (p === undefined || q === undefined || !isSmall(dims)) return undefined;
  const [atA, atB] = [a, b].map((x) => spreadIndex(dimsOf(x) as readonly number[]));
  const numbers = Array.from({ length: dims.reduce((n, d) => n * d, 1) }, (_, i) => {
    const index = indexAt(i, dims);
    return compute(p[atA?.(index) ?? 0] as number, q[atB?.(index) ?? 0] as number);
  });
  return dataOf(a?.dtype, numbers);
}

/** Which element of a tensor of `dims` is read at an index of what it is broadcast to. */
function spreadIndex(dims: readonly number[]): (index: readonly number[]) => number {
  const strides = stridesOf(dims);
  return (index) =>
    dims.reduce(
      (sum, d, axis) => sum + (d === 1 ? 0 : (index[axis + index.length - dims.length] as number) * (strides[axis] as number)),
      0,
    );
}

const identity: Operator = { dtype: ofFirst, outputs: (_node, [x]) => [{ dims: dimsOf(x), data: x?.data }] };

const cast: Operator = {
  dtype: (node) => dtypeOfCode.get(node.intAttr('to', 0)),
  outputs(node, [x]) {
    const dtype = cast.dtype(node, [x], 0);
    if (dtype === x?.dtype) return [{ dims: dimsOf(x), data: x?.data }];
    const numbers = numbersOf(x)?.map((n) => (dtype === 'bool' ? Number(n !== 0) : n));
    return [{ dims: dimsOf(x), data: numbers && dataOf(dtype, numbers) }];
  },
};

export const elementwise: Operators = {
  ...each(
    `Abs Acos Acosh Asin Asinh Atan Atanh Ceil Celu Clip Cos Cosh CumSum Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish Hardmax LRN LeakyRelu Log
    LogSoftmax LpNormalization MeanVarianceNormalization Mish Neg Not PRelu Reciprocal Relu Round Scatter ScatterElements ScatterND Selu Sigmoid
    Sign Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu Trilu BitwiseNot com.microsoft.Gelu com.microsoft.QuickGelu`,
    same,
  ),
  ...each(
    'BatchNormalization InstanceNormalization LayerNormalization GroupNormalization',
    sized(ofAny, (_node, [x]) => dimsOf(x)),
  ),
  ...each(
    'IsNaN IsInf',
    sized(always('bool'), (_node, [x]) => dimsOf(x)),
  ),
  ...each('Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor', spread(always('bool'))),
  ...each('Max Min Sum Mean BitwiseAnd BitwiseOr BitwiseXor BitShift Mod', spread(ofAny)),
  Pow: spread(ofFirst),
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => a / b),
  Where: spread((_node, [, a, b]) => a?.dtype ?? b?.dtype),
  Identity: identity,
  Cast: cast,
};
