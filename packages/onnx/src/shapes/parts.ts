import type { Node } from '../ir/node.ts';
import type { Dim, Shape, TensorData } from '../ir/tensor.ts';
import {
  areNumbers,
  axisOf,
  dimsOf,
  type Inputs,
  isSmall,
  type Known,
  moved,
  need,
  numbersOf,
  oneOf,
  strided,
  stridesOf,
  Unknown,
  unknownDims,
  whenKnown,
} from './known.ts';
import { each, type Operator, type Operators, ofAny, ofFirst, ofFirstThen, sized, statedInts } from './operator.ts';

const concat: Operator = {
  dtype: ofAny,
  outputs(node, inputs) {
    const { length: rank } = need(inputs.find((x) => x?.dims !== undefined)?.dims);
    // Before opset 4 the axis could be left out and was 1.
    const axis = axisOf(node.intAttr('axis', rank === 1 ? 0 : 1), rank);
    const dims = Array.from({ length: rank }, (_, i) => {
      const sizes: Shape = inputs.map((x) => x?.dims?.[i] ?? null);
      if (i !== axis) return oneOf(sizes);
      return areNumbers(sizes) ? sizes.reduce((a, b) => a + b, 0) : null;
    });
    return [{ dims, data: rank === 1 && isSmall(dims) ? joined(inputs) : undefined }];
  },
};

function joined(inputs: Inputs): Known['data'] {
  const parts = inputs.map((x) => x?.data?.());
  if (!parts.every((p) => p !== undefined && 'byteLength' in p)) return undefined;
  const numeric = parts as Float32Array[];
  const all = new (need(numeric[0]).constructor as Float32ArrayConstructor)(numeric.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of numeric) {
    all.set(part, at);
    at += part.length;
  }
  return () => all as TensorData;
}

const split: Operator = {
  dtype: ofFirst,
  outputs(node, [x, sizes]) {
    const from = dimsOf(x);
    const axis = axisOf(node.intAttr('axis', 0), from.length);
    const count = node.outputs.length;
    const stated = statedInts(node, 'split', sizes);
    const part = (i: number): Dim => {
      if (stated !== undefined) return need(stated[i]);
      if (sizes !== undefined) return null;
      return whenKnown((whole) => Math.min(Math.ceil(whole / count), whole - i * Math.ceil(whole / count)), from[axis] as Dim);
    };
    return node.outputs.map((_, i) => ({ dims: from.with(axis, part(i)) }));
  },
};

const gather: Operator = {
  dtype: ofFirst,
  outputs(node, [x, indices]) {
    const from = dimsOf(x);
    const axis = axisOf(node.intAttr('axis', 0), from.length);
    const dims = [...from.slice(0, axis), ...dimsOf(indices), ...from.slice(axis + 1)];
    const [length] = from;
    const picked = numbersOf(indices);
    if (x?.data === undefined || from.length !== 1 || typeof length !== 'number' || picked === undefined) return [{ dims }];
    const at = picked.map((i) => axisOf(i, length));
    return [{ dims, data: moved(x, dims, (i) => at[i] as number) }];
  },
};

const slice: Operator = {
  dtype: ofFirst,
  outputs(node, inputs) {
    const [x] = inputs;
    const from = dimsOf(x);
    const cuts = cutsOf(node, inputs, from.length);
    if (cuts === undefined) return [{ dims: unknownDims(from.length) }];
    const strides = stridesOf(from);
    const steps = [...strides];
    const dims = [...from];
    let begin = 0;
    for (const { axis, start, end, step } of cuts) {
      dims[axis] = whenKnown((size) => {
        const least = step < 0 ? -1 : 0;
        const clamp = (at: number, low: number) => Math.min(Math.max(at < 0 ? at + size : at, low), size + least);
        const first = clamp(start, 0);
        begin += first * (strides[axis] as number);
        steps[axis] = step * (strides[axis] as number);
        return Math.max(0, Math.ceil((clamp(end, least) - first) / step));
      }, from[axis] as Dim);
    }
    return [{ dims, data: x && moved(x, dims, strided(dims, steps, begin)) }];
  },
};

interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function cutsOf(node: Node, [, starts, ends, axes, steps]: Inputs, rank: number): readonly Cut[] | undefined {
  const [from, to] = [statedInts(node, 'starts', starts), statedInts(node, 'ends', ends)];
  const along = statedInts(node, 'axes', axes) ?? (axes === undefined ? from?.map((_, i) => i) : undefined);
  const by = numbersOf(steps) ?? (steps === undefined ? from?.map(() => 1) : undefined);
  if (from === undefined || to === undefined || along === undefined || by === undefined) return undefined;
  return along.map((axis, k) => {
    const step = need(by[k]);
    if (step === 0) throw new Unknown();
    return { axis: axisOf(axis, rank), start: need(from[k]), end: need(to[k]), step };
  });
}

const pad = sized(ofFirst, (node, [x, pads, , axes]) => {
  const dims = dimsOf(x);
  const by = node.intsAttr('paddings') ?? statedInts(node, 'pads', pads);
  const along = axes === undefined ? dims.map((_, i) => i) : numbersOf(axes)?.map((a) => axisOf(a, dims.length));
  if (by === undefined || along === undefined) return unknownDims(dims.length);
  return dims.map((d, axis) => {
    const i = along.indexOf(axis);
    return i < 0 ? d : whenKnown((size) => size + need(by[i]) + need(by[i + along.length]), d);
  });
});

/** Upsample and Resize; until opset 10 without a region of interest. */
const resize = sized(ofFirst, (node, inputs) => {
  const dims = dimsOf(inputs[0]);
  const [scales, sizes] = inputs.length > 2 ? [inputs[2], inputs[3]] : [inputs[1], undefined];
  const isPartial = node.intsAttr('axes') !== undefined || node.stringAttr('keep_aspect_ratio_policy', 'stretch') !== 'stretch';
  const attribute = node.attributes.get('scales');
  const by = attribute?.kind === 'floats' ? attribute.value : numbersOf(scales);
  const to =
    sizes === undefined
      ? dims.map((d, i) => whenKnown((size, s) => Math.floor(Math.fround(size * s)), d, by?.[i] ?? null))
      : numbersOf(sizes);
  return isPartial || to?.length !== dims.length ? unknownDims(dims.length) : to;
});

const topK: Operator = {
  dtype: ofFirstThen('int64'),
  outputs(node, [x, k]) {
    const from = dimsOf(x);
    const dims = from.with(axisOf(node.intAttr('axis', -1), from.length), node.intAttr('k') ?? numbersOf(k)?.[0] ?? null);
    return [{ dims }, { dims }];
  },
};

const gatherNd = sized(ofFirst, (node, [x, indices]) => {
  const [from, at] = [dimsOf(x), dimsOf(indices)];
  const depth = at.at(-1);
  if (typeof depth !== 'number') throw new Unknown();
  return [...at.slice(0, -1), ...from.slice(node.intAttr('batch_dims', 0) + depth)];
});

export const parts: Operators = {
  Concat: concat,
  Split: split,
  Gather: gather,
  GatherElements: sized(ofFirst, (_node, [, indices]): Shape => dimsOf(indices)),
  GatherND: gatherNd,
  Slice: slice,
  Pad: pad,
  ...each('Resize Upsample', resize),
  TopK: topK,
};
