import type { Maker, Node, Value } from '@octet/onnx';
import { constantOperand, describeNode, elementCount, ok, producedBy, refuse, rule, scalarOf } from '@octet/onnx';
import type { Bounds } from './clip-bounds.ts';
import { boundsOf } from './clip-bounds.ts';

const largestFloat = 3.4028234e38;

/** Clip(x, 0, ∞) is Relu(x); a bound that no float32 can pass is no bound. */
export const clipToRelu = rule({
  name: 'clip-to-relu',
  roots: ['Clip'],
  pattern(clip) {
    const bounds = boundsOf(clip);
    if (bounds === undefined || bounds.min !== 0 || bounds.max < largestFloat || clip.input(0)?.dtype !== 'float32') return undefined;
    return { nodes: [clip], clip };
  },
  rewrite: ({ clip }, make) => make.node('Relu', [clip.input(0)]),
});

/** Max(x, a) is Clip(x, a, ) and Min(x, b) is Clip(x, , b), for scalars a and b. */
export const minMaxToClip = rule({
  name: 'min-max-to-clip',
  roots: ['Max', 'Min'],
  pattern(node) {
    const constant = node.inputs.length === 2 ? constantOperand(node) : undefined;
    if (constant?.tensor.dtype !== 'float32' || elementCount(constant.tensor.dims) !== 1) return undefined;
    return { nodes: [node], node, constant };
  },
  check({ constant: { operand, constant } }) {
    const rank = operand.shape?.length;
    const extra = (constant.shape?.length ?? 0) > (rank ?? 0);
    return extra ? refuse(`the constant "${constant.name}" has more dimensions than "${operand.name}" is known to have`) : ok;
  },
  rewrite({ node, constant }, make) {
    const bound = scalarOf(constant.constant) ?? 0;
    return clip(constant.operand, node.opType === 'Max' ? { min: bound, max: Infinity } : { min: -Infinity, max: bound }, make);
  },
});

/**
 * Two clips in a row are one: with [a, b] inside and [c, d] outside, the range is [clamp(a), clamp(b)] where clamp is to [c, d].
 * Relu is the clip [0, ∞).
 */
export const mergeClips = rule({
  name: 'merge-clips',
  roots: ['Relu', 'Clip'],
  pattern(outer) {
    const inner = producedBy(outer.input(0), 'Relu', 'Clip');
    return inner?.input(0)?.dtype === 'float32' ? { nodes: [inner, outer], inner, outer } : undefined;
  },
  check({ inner, outer }) {
    for (const node of [inner, outer]) {
      const bounds = boundsOf(node);
      if (bounds === undefined) return refuse(`the bounds of ${describeNode(node)} are computed at run time`, node);
      if (bounds.min > bounds.max) return refuse(`${describeNode(node)} has its bounds the wrong way round`, node);
    }
    return ok;
  },
  rewrite({ inner, outer }, make) {
    const [a, b] = [boundsOf(inner), boundsOf(outer)] as [Bounds, Bounds];
    const clamp = (x: number): number => Math.min(Math.max(x, b.min), b.max);
    return clip(inner.input(0), { min: clamp(a.min), max: clamp(a.max) }, make);
  },
});

function clip(x: Value | undefined, { min, max }: Bounds, make: Maker): Node {
  if (min === 0 && max === Number.POSITIVE_INFINITY) return make.node('Relu', [x]);
  const bound = (value: number, name: string): Value | undefined =>
    Number.isFinite(value) ? make.constant({ dtype: 'float32', dims: [], data: Float32Array.of(value) }, name) : undefined;
  const [low, high] = [bound(min, 'clip_min'), bound(max, 'clip_max')];
  return make.node('Clip', high === undefined ? (low === undefined ? [x] : [x, low]) : [x, low, high]);
}
