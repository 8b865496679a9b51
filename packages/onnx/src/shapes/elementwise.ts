import type { Shape } from '../ir/tensor.ts';
import { dtypeOfCode } from '../serde/dtype-code.ts';
import { broadcast, dataOf, dimsOf, type Known, need, numbersOf, strided, stridesOf } from './known.ts';
import { always, each, type Operator, type Operators, ofAny, ofFirst, sized } from './operator.ts';

const like = (dtype: Operator['dtype']): Operator => sized(dtype, (_node, [x]) => dimsOf(x));

/** Before opset 7 the second operand was spread over the first (`broadcast`). */
const spread = (dtype: Operator['dtype']): Operator =>
  sized(dtype, (node, inputs) => (node.intAttr('broadcast', 0) === 0 ? broadcast(inputs.map(dimsOf)) : dimsOf(inputs[0])));

/** Two operands, computed where both are few numbers. */
function arithmetic(compute: (a: number, b: number) => number): Operator {
  const { outputs } = spread(ofAny);
  return {
    dtype: ofAny,
    outputs(node, inputs) {
      const dims = need(outputs(node, inputs)[0]?.dims);
      const [a, b] = inputs.map((x) => spreadTo(dims, x));
      if (a === undefined || b === undefined || node.attributes.has('broadcast')) return [{ dims }];
      return [{ dims, data: dataOf(inputs[0]?.dtype, dims, (i) => compute(a(i), b(i))) }];
    },
  };
}

/** The number of a small tensor that is read at element i of what it is broadcast to. */
function spreadTo(dims: Shape, x: Known | undefined): ((i: number) => number) | undefined {
  const [numbers, from] = [numbersOf(x), dimsOf(x)];
  const strides = stridesOf(from);
  const first = dims.length - from.length;
  const at = strided(
    dims,
    dims.map((_, axis) => ((from[axis - first] ?? 1) === 1 ? 0 : (strides[axis - first] as number))),
  );
  return numbers && ((i) => numbers[at(i)] as number);
}

const identity: Operator = { dtype: ofFirst, outputs: (_node, [x]) => [{ dims: dimsOf(x), data: x?.data }] };

const cast: Operator = {
  dtype: (node) => dtypeOfCode.get(node.intAttr('to', 0)),
  outputs(node, [x]) {
    const dtype = cast.dtype(node, [x], 0);
    if (dtype === x?.dtype) return [{ dims: dimsOf(x), data: x?.data }];
    const numbers = numbersOf(x)?.map((n) => (dtype === 'bool' ? Number(n !== 0) : n));
    return [{ dims: dimsOf(x), data: numbers && dataOf(dtype, x?.dims, (i) => numbers[i]) }];
  },
};

export const elementwise: Operators = {
  ...each(
    `Abs Acos Acosh Asin Asinh Atan Atanh Ceil Celu Clip Cos Cosh CumSum Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish Hardmax LRN LeakyRelu Log
    LogSoftmax LpNormalization MeanVarianceNormalization Mish Neg Not PRelu Reciprocal Relu Round Scatter ScatterElements ScatterND Selu Sigmoid
    Sign Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu Trilu BitwiseNot com.microsoft.Gelu com.microsoft.QuickGelu`,
    like(ofFirst),
  ),
  ...each('BatchNormalization InstanceNormalization LayerNormalization GroupNormalization', like(ofAny)),
  ...each('IsNaN IsInf', like(always('bool'))),
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
