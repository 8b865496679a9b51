import { attr, integersOf, type Node, refuse } from '@octet/onnx';
import { emit } from './emit.ts';
import { notFloat32, notOfRank } from './preconditions.ts';
import { respelling } from './respelling.ts';

/**
 * mean over H and W of x [N, C, H, W] = GlobalAveragePool(x) [N, C, 1, 1]; without kept dimensions a Flatten makes it [N, C].
 *
 * A quantized ReduceMean stays a float op between DQ and Q; QLinearGlobalAveragePool is the integer kernel of the same sum.
 */
export const reduceMeanToGlobalAveragePool = respelling({
  name: 'reduce-mean-to-global-average-pool',
  gain: '180 us less per 200k elements; also 3.4x faster than the float pool',
  place: 'anywhere',
  roots: ['ReduceMean'],
  plan(root) {
    const x = root.input(0);
    if (x === undefined) return undefined;
    const unfit = notFloat32(x) ?? notOfRank(x, 4);
    if (unfit !== undefined) return unfit;
    const axes = axesOf(root);
    if (axes === undefined) return refuse('its axes are computed at run time');
    const normal = axes.map((a) => (a < 0 ? a + 4 : a)).sort();
    if (normal.join() !== '2,3') return refuse(`it reduces the axes [${axes.join(', ')}], not height and width`);
    return { nodes: [root], x, keepDims: root.intAttr('keepdims', 1) !== 0 };
  },
  rewrite({ x, keepDims }, make) {
    const pooled = emit(make, 'GlobalAveragePool', [x], { shape: x.shape && [x.shape[0] ?? null, x.shape[1] ?? null, 1, 1] });
    return keepDims ? pooled : make.node('Flatten', [pooled], { attributes: { axis: attr.int(1) } });
  },
});

/** An attribute before opset 18, an input since; none means all axes. */
function axesOf(node: Node): readonly number[] | undefined {
  if (node.input(1) !== undefined) return integersOf(node.input(1));
  return node.intsAttr('axes', []);
}
