import { describeNode, ok, refuse, rule } from '@octet/onnx';
import { batchNormAffine } from './fold-batch-norm.ts';

/** A BatchNorm that no linear node can take: f·x + s, with f = γ / √(σ² + ε) and s = β − μ·f as constants [C, 1, …]. */
export const batchNormToMulAdd = rule({
  name: 'batch-norm-to-mul-add',
  roots: ['BatchNormalization'],
  pattern: (norm) => ({ nodes: [norm], norm }),
  check({ norm }) {
    if (batchNormAffine(norm) === undefined)
      return refuse(`${describeNode(norm)} has scale, shift, mean or variance that are computed at run time`);
    return norm.input(0)?.shape === undefined ? refuse(`the rank of the input of ${describeNode(norm)} is not known`) : ok;
  },
  rewrite({ norm }, make) {
    const x = norm.input(0);
    const { factor, shift } = batchNormAffine(norm) ?? { factor: new Float64Array(), shift: new Float64Array() };
    const dims = [factor.length, ...new Array<number>(Math.max(0, (x?.shape?.length ?? 0) - 2)).fill(1)];
    const f = make.constant({ dtype: 'float32', dims, data: Float32Array.from(factor) }, `${norm.input(1)?.name}_factor`);
    const s = make.constant({ dtype: 'float32', dims, data: Float32Array.from(shift) }, `${norm.input(2)?.name}_shift`);
    const mul = make.node('Mul', [x, f]);
    mul.output.dtype = 'float32';
    mul.output.shape = norm.output.shape ?? x?.shape;
    return make.node('Add', [mul.output, s]);
  },
});
