import { constantOperand, type Tensor, tensorOf, type Value } from '@octet/onnx';
import { emit, scalar } from './emit.ts';
import { notFloat32 } from './preconditions.ts';
import { respelling } from './respelling.ts';

/**
 * x − c = x + (−c), and c − x = x·(−1) + c: bit for bit, since negation is exact.
 *
 * onnxruntime has no integer Sub, but a QLinearAdd and a QLinearMul.
 */
export const subConstantToAdd = respelling({
  name: 'sub-constant-to-add',
  gain: '1.8x on the op (103 to 57 us per 200k elements)',
  place: 'anywhere',
  roots: ['Sub'],
  plan(root) {
    const sides = constantOperand(root);
    if (sides === undefined) return undefined;
    const { operand, tensor, index } = sides;
    return notFloat32(sides.constant) ?? { nodes: [root], operand, tensor, constantFirst: index === 0 };
  },
  rewrite({ operand, tensor, constantFirst }, make): Value {
    if (!constantFirst) return make.node('Add', [operand, make.constant(negated(tensor))]).output;
    const minusX = emit(make, 'Mul', [operand, make.constant(scalar(-1))]);
    return make.node('Add', [minusX, make.constant(tensor)]).output;
  },
});

function negated({ data, dims }: Tensor): Tensor {
  return tensorOf.float32(
    Float32Array.from(data as Float32Array, (v) => -v),
    dims,
  );
}
