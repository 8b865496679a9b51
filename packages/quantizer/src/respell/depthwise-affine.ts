import { attr, type Maker, type Node, tensorOf, type Value } from '@octet/onnx';

/** y[n, c, h, w] = factor[c] · x[n, c, h, w] + offset[c] */
export interface ChannelAffine {
  readonly factor: Float32Array;
  readonly offset: Float32Array;
}

/** A depthwise 1 x 1 Conv: weight [C, 1, 1, 1] = factor, bias [C] = offset, group = C. */
export function emitDepthwiseAffine(make: Maker, x: Value, { factor, offset }: ChannelAffine): Node {
  const channels = factor.length;
  const weight = make.constant(tensorOf.float32(factor, [channels, 1, 1, 1]), 'weight');
  return make.node('Conv', [x, weight, make.constant(tensorOf.float32(offset), 'bias')], {
    attributes: { group: attr.int(channels), kernel_shape: attr.ints([1, 1]) },
  });
}
