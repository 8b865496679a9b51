import { type Attribute, attr, refuse, tensorOf } from '@octet/onnx';
import { notFloat32, notOfRank } from './preconditions.ts';
import { respelling } from './respelling.ts';

/**
 * AveragePool with a kernel of kh x kw = depthwise Conv with the constant weight 1/(kh·kw), where padding counts as zeros or there is none.
 *
 * Expected to beat onnxruntime's slow QLinearAveragePool, but not measured: therefore not among the default rules.
 */
export const averagePoolToDepthwiseConv = respelling({
  name: 'average-pool-to-depthwise-conv',
  gain: 'not measured',
  place: 'integer-region',
  roots: ['AveragePool'],
  plan(root) {
    const x = root.input(0);
    const kernel = root.intsAttr('kernel_shape', []);
    if (x === undefined) return undefined;
    const unfit = notFloat32(x) ?? notOfRank(x, 4);
    if (unfit !== undefined) return unfit;
    if (root.intAttr('ceil_mode', 0) !== 0) return refuse('its last window may reach beyond the padding (ceil_mode)');
    if (root.stringAttr('auto_pad', 'NOTSET') !== 'NOTSET') return refuse('its pads are automatic');
    if (root.intsAttr('pads', []).some((p) => p !== 0) && root.intAttr('count_include_pad', 0) === 0) {
      return refuse('it divides by fewer elements at the border (count_include_pad is 0)');
    }
    const channels = x.shape?.[1];
    if (typeof channels !== 'number') return refuse(`the number of channels of "${x.name}" is unknown`);
    return { nodes: [root], root, x, channels, kernel };
  },
  rewrite({ root, x, channels, kernel }, make) {
    const [kh = 1, kw = 1] = kernel;
    const share = new Float32Array(channels * kh * kw).fill(1 / (kh * kw));
    const attributes: Record<string, Attribute> = { group: attr.int(channels) };
    for (const name of ['kernel_shape', 'strides', 'pads', 'dilations']) {
      const given = root.attributes.get(name);
      if (given !== undefined) attributes[name] = given;
    }
    return make.node('Conv', [x, make.constant(tensorOf.float32(share, [channels, 1, kh, kw]), 'weight')], { attributes });
  },
});
