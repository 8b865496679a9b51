import { constantOf, type Dim, refuse, tensorOf } from '@octet/onnx';
import { emit } from './emit.ts';
import { notFloat32 } from './preconditions.ts';
import { respelling } from './respelling.ts';
import { zeroPadded } from './zero-padded.ts';

/** Below this many filters the convolution stays off the fast path whatever its input, and the Pad is lost time (MobileNetV1-0.25: 0.98x). */
const fewestFilters = 16;

/**
 * The first Conv of an image network: x [N, 3, H, W] is padded to 4 channels of zeros, W [M, 3, kh, kw] to [M, 4, kh, kw] by zeros: 0·0 is added
 * to every sum, so the function is the same.
 *
 * onnxruntime's symmetric u8·s8 convolution wants Cin % 4 = 0 and M ≥ 16; elsewhere it falls back to im2col and a Gemm.
 */
export const padStemChannels = respelling({
  name: 'pad-stem-channels',
  gain: '1.6x on the layer; whole nets: SqueezeNet 1.13x, UltraFace 1.09x, ResNet-20 1.03x',
  place: 'anywhere',
  roots: ['Conv'],
  plan(root) {
    const [x, weightValue] = root.inputs;
    if (x === undefined || weightValue?.shape?.length !== 4 || weightValue.shape[1] !== 3 || !x.isInput) return undefined;
    const [filters = 0] = weightValue.shape;
    const weight = constantOf(weightValue);
    if (weight === undefined) return refuse(`the weight "${weightValue.name}" is computed at run time`);
    if (root.intAttr('group', 1) !== 1) return refuse('it is grouped');
    if (typeof filters === 'number' && filters < fewestFilters) {
      return refuse(`${filters} filters are too few for the fast integer kernel, which takes ${fewestFilters} or more`);
    }
    return notFloat32(x) ?? notFloat32(weightValue) ?? { nodes: [root], root, x, weight };
  },
  rewrite({ root, x, weight }, make) {
    const pads = make.constant(tensorOf.int64([0, 0, 0, 0, 0, 1, 0, 0]));
    const padded = emit(make, 'Pad', [x, pads], { shape: x.shape?.map((d, axis): Dim => (axis === 1 ? 4 : d)) });
    const inputs = [padded, make.constant(zeroPadded(weight, { axis: 1, size: 4 }), 'weight'), ...root.inputs.slice(2)];
    return make.node('Conv', inputs, { attributes: root.attributes });
  },
});
