import type { Node } from '@octet/onnx';

/**
 * dense: one group · depthwise: a group and a filter a channel · multiplier: a group a channel, several filters a group · grouped: groups of
 * several channels. Their integer kernels differ more than those of other operators do.
 */
export type ConvKind = 'dense' | 'depthwise' | 'multiplier' | 'grouped';

/** Kind of a Conv whose weight [filters, channels a group, …] has a known shape. */
export function convKindOf(node: Node): ConvKind {
  const group = node.intAttr('group', 1);
  if (group === 1) return 'dense';
  const [filters, perGroup] = node.input(1)?.shape ?? [];
  if (perGroup !== 1) return 'grouped';
  return filters === group ? 'depthwise' : 'multiplier';
}
