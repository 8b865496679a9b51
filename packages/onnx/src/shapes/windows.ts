import type { Node } from '../ir/node.ts';
import type { Dim, Shape } from '../ir/tensor.ts';
import { dimsOf, need, Unknown, unknownDims, whenKnown } from './known.ts';
import { each, type Operators, ofAny, ofFirst, ofFirstThen, sized } from './operator.ts';

const attributeOf = (node: Node) => (name: string, axis: number, absent: number) => node.intsAttr(name)?.[axis] ?? absent;

/** How many windows fit along each axis. */
function windowed(node: Node, spatial: Shape, kernel: Shape): Shape {
  const n = spatial.length;
  if (kernel.length !== n) throw new Unknown();
  const at = attributeOf(node);
  const autoPad = node.stringAttr('auto_pad', 'NOTSET');
  const roundsUp = node.intAttr('ceil_mode', 0) === 1;
  const count = (i: number) => (size: number, width: number) => {
    const stride = at('strides', i, 1);
    if (autoPad.startsWith('SAME')) return Math.ceil(size / stride);
    const [before, after] = autoPad === 'VALID' ? [0, 0] : [at('pads', i, 0), at('pads', i + n, 0)];
    const steps = (size + before + after - (at('dilations', i, 1) * (width - 1) + 1)) / stride;
    const windows = (roundsUp ? Math.ceil(steps) : Math.floor(steps)) + 1;
    // The last window must begin within the tensor or what pads its front.
    return roundsUp && (windows - 1) * stride >= size + before ? windows - 1 : windows;
  };
  return spatial.map((size, i) => whenKnown(count(i), size, kernel[i] as Dim));
}

const pooled = (node: Node, dims: Shape): Shape => {
  const [n = null, c = null, ...spatial] = dims;
  return [n, c, ...windowed(node, spatial, need(node.intsAttr('kernel_shape')))];
};

export const windows: Operators = {
  ...each(
    'AveragePool LpPool',
    sized(ofFirst, (node, [x]) => pooled(node, dimsOf(x))),
  ),
  MaxPool: {
    dtype: ofFirstThen('int64'),
    outputs(node, [x]) {
      const dims = pooled(node, dimsOf(x));
      return [{ dims }, { dims }];
    },
  },
  ...each(
    'GlobalAveragePool GlobalMaxPool GlobalLpPool',
    sized(ofFirst, (_node, [x]) => dimsOf(x).map((d, i) => (i < 2 ? d : 1))),
  ),
  Conv: sized(ofAny, (node, [x, w]) => {
    const [n = null, , ...spatial] = dimsOf(x);
    const [filters = null, , ...kernel] = w?.dims ?? unknownDims(spatial.length + 2);
    return [n, filters, ...windowed(node, spatial, node.intsAttr('kernel_shape') ?? kernel)];
  }),
  ConvTranspose: sized(ofAny, (node, [x, w]) => {
    const [n = null, , ...spatial] = dimsOf(x);
    const [, perGroup = null, ...kernel] = w?.dims ?? unknownDims(spatial.length + 2);
    const isPadded = node.intsAttr('output_shape') !== undefined || node.stringAttr('auto_pad', 'NOTSET') !== 'NOTSET';
    const at = attributeOf(node);
    const grown = (i: number) => (size: number, width: number) =>
      at('strides', i, 1) * (size - 1) +
      at('output_padding', i, 0) +
      (at('dilations', i, 1) * (width - 1) + 1) -
      at('pads', i, 0) -
      at('pads', i + spatial.length, 0);
    const sizes = spatial.map((size, i) => (isPadded ? null : whenKnown(grown(i), size, kernel[i] ?? null)));
    return [n, whenKnown((c) => c * node.intAttr('group', 1), perGroup), ...sizes];
  }),
};
