import { refuse } from '@octet/onnx';
import { fixedImageDims } from './preconditions.ts';
import { isRefusal, respelling } from './respelling.ts';

/**
 * AveragePool whose kernel is the whole image, without padding = GlobalAveragePool: [N, C, H, W] → [N, C, 1, 1], the same sum.
 *
 * Nets that end in a fixed 7 x 7 or 8 x 8 pool write it so. QLinearAveragePool is slow, QLinearGlobalAveragePool 3.4x faster than the float pool.
 */
export const averagePoolToGlobalAveragePool = respelling({
  name: 'average-pool-to-global-average-pool',
  gain: 'an integer kernel 3.4x faster than the float pool, in place of one 1.6x to 3.3x slower',
  place: 'anywhere',
  roots: ['AveragePool'],
  plan(root) {
    const x = root.input(0);
    if (x === undefined) return undefined;
    const dims = fixedImageDims(x);
    if (isRefusal(dims)) return dims;
    const kernel = root.intsAttr('kernel_shape', []);
    if (kernel.join() !== `${dims.height},${dims.width}`) {
      return refuse(`its kernel of [${kernel.join(', ')}] is not the image of [${dims.height}, ${dims.width}]`);
    }
    if (root.intsAttr('pads', []).some((p) => p !== 0)) return refuse('it pads the image');
    if (root.stringAttr('auto_pad', 'NOTSET').startsWith('SAME')) return refuse('its pads are automatic');
    if (root.intsAttr('dilations', []).some((d) => d !== 1)) return refuse('it is dilated');
    return { nodes: [root], x };
  },
  rewrite: ({ x }, make) => make.node('GlobalAveragePool', [x]),
});
