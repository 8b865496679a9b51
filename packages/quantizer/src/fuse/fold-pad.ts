import type { Node, Refusal, Value } from '@octet/onnx';
import { attr, describeNode, integersOf, ok, producedBy, refuse, rule, scalarOf } from '@octet/onnx';
import { isNonNegative } from '../prepare/non-negative.ts';

/**
 * Pad → Conv | AveragePool | MaxPool with constant, non-negative, spatial pads: the node's own `pads` grow.
 * Conv and AveragePool (counting pads) pad with zeros, so the constant must be 0. MaxPool ignores pads: that equals a pad of −∞, and of 0
 * where the input cannot be negative; every window then holds an element of the input only if each pad is smaller than the kernel.
 */
export const foldPad = rule({
  name: 'fold-pad',
  roots: ['Conv', 'AveragePool', 'MaxPool'],
  pattern(root) {
    const pad = producedBy(root.input(0), 'Pad');
    return pad && { nodes: [pad, root], pad, root };
  },
  check({ pad, root }) {
    const pads = spatialPads(pad);
    if ('reason' in pads) return pads;
    if (root.stringAttr('auto_pad', 'NOTSET').startsWith('SAME')) return refuse(`${describeNode(root)} pads by itself to keep its size`);
    const value = pad.input(2) === undefined ? 0 : scalarOf(pad.input(2));
    if (value === undefined) return refuse(`${describeNode(pad)} pads with a value that is computed at run time`, pad);
    return objections[root.opType as keyof typeof objections](root, pad, value, pads.pads) ?? ok;
  },
  rewrite({ pad, root }, make) {
    const pads = spatialPads(pad);
    if ('reason' in pads) throw new Error(pads.reason);
    const attributes = new Map(root.attributes);
    attributes.delete('auto_pad');
    attributes.set('pads', attr.ints(pads.pads.map((p, i) => p + (root.intsAttr('pads')?.[i] ?? 0))));
    if (root.opType === 'AveragePool') attributes.set('count_include_pad', attr.int(1));
    return make.node(root.opType, [pad.input(0), ...root.inputs.slice(1)], { attributes, name: root.name });
  },
});

/** Pads of the spatial axes, [begin…, end…]. */
function spatialPads(pad: Node): { readonly pads: readonly number[] } | Refusal {
  const mode = pad.stringAttr('mode', 'constant');
  if (mode !== 'constant') return refuse(`${describeNode(pad)} pads in mode ${mode}`, pad);
  if (pad.input(3) !== undefined) return refuse(`${describeNode(pad)} names the axes that it pads`, pad);
  const all = integersOf(pad.input(1));
  if (all === undefined) return refuse(`the pads of ${describeNode(pad)} are computed at run time`, pad);
  const rank = all.length / 2;
  const outer = [0, 1, rank, rank + 1].some((i) => all[i] !== 0);
  if (rank < 3 || outer) return refuse(`${describeNode(pad)} pads the batch or the channels`, pad);
  const pads = [...all.slice(2, rank), ...all.slice(rank + 2)];
  return pads.some((p) => p < 0) ? refuse(`${describeNode(pad)} crops`, pad) : { pads };
}

const lowestFloat = -3.4028234e38;

const objections = {
  Conv: (root: Node, pad: Node, value: number): Refusal | undefined =>
    value === 0 ? undefined : refuse(`${describeNode(pad)} pads with ${value}, ${describeNode(root)} with 0`, pad),
  AveragePool(root: Node, pad: Node, value: number): Refusal | undefined {
    if (value !== 0) return refuse(`${describeNode(pad)} pads with ${value}, ${describeNode(root)} with 0`, pad);
    if (root.intAttr('ceil_mode', 0) !== 0) return refuse(`${describeNode(root)} rounds its size up`);
    const own = root.intsAttr('pads', []).some((p) => p !== 0);
    return own && root.intAttr('count_include_pad', 0) === 0 ? refuse(`${describeNode(root)} does not count its own pads`) : undefined;
  },
  MaxPool(root: Node, pad: Node, value: number, pads: readonly number[]): Refusal | undefined {
    const indices = root.outputs[1];
    if (indices !== undefined && (indices.useCount > 0 || indices.isOutput)) return refuse(`the indices of ${describeNode(root)} are read`);
    if (root.intAttr('ceil_mode', 0) !== 0) return refuse(`${describeNode(root)} rounds its size up`);
    if (value > lowestFloat && !(value === 0 && isNonNegative(pad.input(0) as Value))) {
      return refuse(`${describeNode(pad)} pads with ${value}, and its input may be smaller`, pad);
    }
    if (root.intsAttr('dilations', []).some((d) => d !== 1)) return refuse(`${describeNode(root)} is dilated`);
    const kernel = root.intsAttr('kernel_shape', []);
    const total = pads.map((p, i) => p + (root.intsAttr('pads')?.[i] ?? 0));
    return total.some((p, i) => p >= (kernel[i % kernel.length] ?? 0))
      ? refuse(`the pads are not smaller than the kernel of ${describeNode(root)}`)
      : undefined;
  },
};
