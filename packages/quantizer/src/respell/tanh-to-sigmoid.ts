import { emit, scalar } from './emit.ts';
import { notFloat32 } from './preconditions.ts';
import { respelling } from './respelling.ts';

/**
 * tanh(x) = 2·σ(2x) − 1, absolute error below 2 units of 2⁻²³ (the subtraction cancels near 0, so the relative error there is not small).
 *
 * In integers the Muls and the Add are changes of scale and zero point around one QLinearSigmoid table.
 */
export const tanhToSigmoid = respelling({
  name: 'tanh-to-sigmoid',
  gain: '2x on the op (97 to 49 us per 200k elements)',
  place: 'integer-region',
  roots: ['Tanh'],
  plan(root) {
    const x = root.input(0);
    if (x === undefined) return undefined;
    return notFloat32(x) ?? { nodes: [root], x };
  },
  rewrite({ x }, make) {
    const doubled = emit(make, 'Mul', [x, make.constant(scalar(2))]);
    const squashed = emit(make, 'Sigmoid', [doubled]);
    const stretched = emit(make, 'Mul', [squashed, make.constant(scalar(2))]);
    return make.node('Add', [stretched, make.constant(scalar(-1))]);
  },
});
