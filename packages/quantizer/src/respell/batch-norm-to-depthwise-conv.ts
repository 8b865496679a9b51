import { constantOf, refuse } from '@octet/onnx';
import { emitDepthwiseAffine } from './depthwise-affine.ts';
import { notFloat32, notOfRank } from './preconditions.ts';
import { respelling } from './respelling.ts';

/**
 * A BatchNormalization that no neighbour could take: y = (γ/√(σ² + ε))·x + (β − μ·γ/√(σ² + ε)) per channel, a depthwise 1 x 1 Conv.
 * Computed in double, stored as float32.
 *
 * A float BatchNormalization breaks the NHWC region (two Transposes); QLinearConv is at home there.
 */
export const batchNormToDepthwiseConv = respelling({
  name: 'batch-norm-to-depthwise-conv',
  gain: '2.8x on the op (92 to 33 us per 200k elements)',
  place: 'integer-region',
  roots: ['BatchNormalization'],
  plan(root) {
    const [x, ...parameters] = root.inputs;
    if (x === undefined) return undefined;
    if (root.intAttr('training_mode', 0) !== 0 || root.outputs.length > 1) return refuse('it is in training mode');
    const unfit = notFloat32(x) ?? notOfRank(x, 4);
    if (unfit !== undefined) return unfit;
    const [gamma, beta, mean, variance] = parameters.map((v) => constantOf(v)?.data);
    const unread = parameters.find((v) => !(constantOf(v)?.data instanceof Float32Array));
    if (
      !(gamma instanceof Float32Array && beta instanceof Float32Array && mean instanceof Float32Array && variance instanceof Float32Array)
    ) {
      return refuse(`its parameter "${unread?.name ?? ''}" is no float32 constant`);
    }
    const epsilon = root.floatAttr('epsilon', 1e-5);
    const gain = (c: number) => (gamma[c] ?? 0) / Math.sqrt((variance[c] ?? 0) + epsilon);
    const factor = gamma.map((_, c) => gain(c));
    const offset = beta.map((b, c) => b - (mean[c] ?? 0) * gain(c));
    return { nodes: [root], x, factor, offset };
  },
  rewrite: ({ x, factor, offset }, make) => emitDepthwiseAffine(make, x, { factor, offset }),
});
