import type { Dim, Shape } from '../ir/tensor.ts';
import {
  areNumbers,
  axisOf,
  broadcast,
  countOf,
  dimsOf,
  type Known,
  moved,
  need,
  numbersOf,
  strided,
  stridesOf,
  Unknown,
  unknownSizes,
  whenKnown,
} from './known.ts';
import { type Operator, type Operators, ofFirst, sized, statedInts } from './operator.ts';

/** The same elements in the same order. */
function reshapedTo(x: Known | undefined, dims: Shape): Pick<Known, 'dims' | 'data'>[] {
  const [count, before] = [countOf(dims), countOf(x?.dims ?? [null])];
  if (typeof count === 'number' && typeof before === 'number' && count !== before) throw new Unknown();
  return [{ dims, data: typeof count === 'number' ? x?.data : undefined }];
}

const reshape: Operator = {
  dtype: ofFirst,
  outputs(node, [x, shape]) {
    const stated = statedInts(node, 'shape', shape);
    if (stated === undefined) return [{ dims: unknownSizes(shape) }];
    const copies = node.intAttr('allowzero', 0) === 0;
    const asked = stated.map((d, i): Dim => (d === 0 && copies ? (x?.dims === undefined ? null : need(x.dims[i])) : d));
    const rest = countOf(asked.filter((d) => d !== -1));
    const left = whenKnown((all, others) => all / others, countOf(x?.dims ?? [null]), rest);
    return reshapedTo(
      x,
      asked.map((d) => (d === -1 ? left : d)),
    );
  },
};

const transpose: Operator = {
  dtype: ofFirst,
  outputs(node, [x]) {
    const from = dimsOf(x);
    const perm = node.intsAttr('perm') ?? from.map((_, i) => from.length - 1 - i);
    const dims = perm.map((axis) => need(from[axis]));
    if (x?.data === undefined) return [{ dims }];
    const strides = stridesOf(from);
    return [
      {
        dims,
        data: moved(
          x,
          dims,
          strided(
            dims,
            perm.map((axis) => need(strides[axis])),
          ),
        ),
      },
    ];
  },
};

const squeeze: Operator = {
  dtype: ofFirst,
  outputs(node, [x, axes]) {
    const from = dimsOf(x);
    const stated = statedInts(node, 'axes', axes);
    if (stated === undefined && (axes !== undefined || !areNumbers(from))) throw new Unknown();
    const gone = stated?.map((a) => axisOf(a, from.length));
    return reshapedTo(
      x,
      from.filter((d, i) => (gone === undefined ? d !== 1 : !gone.includes(i))),
    );
  },
};

const unsqueeze: Operator = {
  dtype: ofFirst,
  outputs(node, [x, axes]) {
    const rest = [...dimsOf(x)];
    const stated = need(statedInts(node, 'axes', axes));
    const rank = rest.length + stated.length;
    const fresh = stated.map((a) => axisOf(a, rank));
    return reshapedTo(
      x,
      Array.from({ length: rank }, (_, i) => (fresh.includes(i) ? 1 : need(rest.shift()))),
    );
  },
};

const flatten: Operator = {
  dtype: ofFirst,
  outputs(node, [x]) {
    if (x?.dims === undefined) return [{ dims: [null, null] }];
    const axis = node.intAttr('axis', 1);
    const at = axis < 0 ? axis + x.dims.length : axis;
    return reshapedTo(x, [countOf(x.dims.slice(0, at)), countOf(x.dims.slice(at))]);
  },
};

export const layout: Operators = {
  Reshape: reshape,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Flatten: flatten,
  Expand: sized(ofFirst, (_node, [x, shape]) => broadcast([dimsOf(x), numbersOf(shape) ?? unknownSizes(shape)])),
  Tile: sized(ofFirst, (node, [x, repeats]) => {
    // Opset 1 repeats along one axis.
    const times = node.inputs.length === 2 ? numbersOf(repeats) : undefined;
    return dimsOf(x).map((d, i) => whenKnown((size, n) => size * n, d, times?.[i] ?? null));
  }),
  DepthToSpace: sized(ofFirst, (node, [x]) => blocks(dimsOf(x), node.intAttr('blocksize', 1))),
  SpaceToDepth: sized(ofFirst, (node, [x]) => blocks(dimsOf(x), 1 / node.intAttr('blocksize', 1))),
};

/** Channels become pixels; with a fraction of a block, pixels become channels. */
const blocks = ([n = null, c = null, ...pixels]: Shape, by: number): Shape => [
  n,
  whenKnown((size) => Math.round(size / (by * by)), c),
  ...pixels.map((d) => whenKnown((size) => Math.round(size * by), d)),
];
