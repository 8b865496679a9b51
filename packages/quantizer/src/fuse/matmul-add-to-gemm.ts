import { constantOperand, describeNode, ok, producedBy, refuse, rule } from '@octet/onnx';
import { alongAxis, linearOf, objectToBias, readLinear } from './linear.ts';

/** x·W + b for a matrix x and one number of b a column: Gemm(x, W, b), which has an integer kernel with an int32 bias. */
export const matmulAddToGemm = rule({
  name: 'matmul-add-to-gemm',
  roots: ['Add'],
  pattern(add) {
    const constant = constantOperand(add);
    const matmul = producedBy(constant?.operand, 'MatMul');
    return constant && matmul && { nodes: [matmul, add], matmul, bias: constant };
  },
  check({ matmul, bias }) {
    const linear = readLinear(matmul);
    if ('reason' in linear) return linear;
    const objection = objectToBias(linear);
    if (objection !== undefined) return objection;
    if (alongAxis(bias.tensor, { rank: 2, axis: 1, length: linear.channels }) === undefined) {
      return refuse(`the constant "${bias.constant.name}" is not one number for each column of ${describeNode(matmul)}`);
    }
    return ok;
  },
  rewrite({ matmul, bias }, make) {
    const linear = linearOf(matmul);
    const b = alongAxis(bias.tensor, { rank: 2, axis: 1, length: linear.channels }) ?? new Float64Array(linear.channels);
    const constant = make.constant({ dtype: 'float32', dims: [linear.channels], data: Float32Array.from(b) }, bias.constant.name);
    // The weight does not change, so a large one is not copied.
    return make.node('Gemm', [matmul.input(0), matmul.input(1), constant], { name: matmul.name });
  },
});
