import type { Node } from '@octet/onnx';
import { constantOf, describeNode, ok, producedBy, refuse, rule } from '@octet/onnx';
import { absorb, channelAxis, linearOf, linearOps, objectToBias, readLinear } from './linear.ts';

/**
 * BatchNorm(W·x + b) with constant statistics, per output channel:
 *   f = γ / √(σ² + ε);   W' = W·f;   b' = (b − μ)·f + β
 */
export const foldBatchNorm = rule({
  name: 'fold-batch-norm',
  roots: ['BatchNormalization'],
  pattern(norm) {
    const linear = producedBy(norm.input(0), ...linearOps);
    return linear && { nodes: [linear, norm], linear, norm };
  },
  check({ linear, norm }) {
    const affine = batchNormAffine(norm);
    if (affine === undefined) return refuse(`${describeNode(norm)} has scale, shift, mean or variance that are computed at run time`);
    const read = readLinear(linear);
    if ('reason' in read) return read;
    const noBias = objectToBias(read);
    if (noBias !== undefined) return noBias;
    // BatchNorm's channels are axis 1; those of a two-dimensional MatMul are too.
    if (channelAxis(read)?.axis !== 1) return refuse(`the channels of ${describeNode(linear)} are not on axis 1`, linear);
    if (affine.factor.length !== read.channels)
      return refuse(`${describeNode(linear)} has ${read.channels} channels, not ${affine.factor.length}`);
    return ok;
  },
  rewrite({ linear, norm }, make) {
    const { factor, shift } = batchNormAffine(norm) ?? fail();
    return absorb(linearOf(linear), { outFactor: factor, outShift: shift }, make);
  },
});

/** y = factor·x + shift per channel (axis 1); undefined for a BatchNorm in training mode, with further outputs, not per channel (opset 8), or not constant. */
export function batchNormAffine(norm: Node): { factor: Float64Array; shift: Float64Array } | undefined {
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((i) => constantOf(norm.input(i)));
  if (gamma?.dtype !== 'float32' || beta?.dtype !== 'float32' || mean?.dtype !== 'float32' || variance?.dtype !== 'float32')
    return undefined;
  if (
    norm.intAttr('training_mode', 0) !== 0 ||
    norm.intAttr('spatial', 1) !== 1 ||
    norm.outputs.slice(1).some((o) => o !== undefined && (o.useCount > 0 || o.isOutput))
  ) {
    return undefined;
  }
  const epsilon = norm.floatAttr('epsilon', 1e-5);
  const [g, b, m, v] = [gamma, beta, mean, variance].map((t) => t.data as Float32Array) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const factor = Float64Array.from(g, (x, c) => x / Math.sqrt((v[c] as number) + epsilon));
  const shift = Float64Array.from(b, (x, c) => x - (m[c] as number) * (factor[c] as number));
  return { factor, shift };
}

function fail(): never {
  throw new Error('the check passed a BatchNormalization that is not constant');
}
