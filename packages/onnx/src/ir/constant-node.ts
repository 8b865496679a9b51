import type { Attribute } from './attribute.ts';
import type { Node } from './node.ts';
import { type Tensor, tensorOf } from './tensor.ts';

/** What a Constant node holds; undefined for sparse tensors, which nobody reads here, and for other operators. */
export function constantNodeTensor(node: Node | undefined): Tensor | undefined {
  if (node?.opName !== 'Constant') return undefined;
  for (const [name, attribute] of node.attributes) {
    const read = attributes.get(name)?.(attribute);
    if (read !== undefined) return read;
  }
  return undefined;
}

const readers: Readonly<Record<string, (a: Attribute) => Tensor | undefined>> = {
  value: (a) => (a.kind === 'tensor' ? a.value : undefined),
  value_float: (a) => (a.kind === 'float' ? tensorOf.float32([a.value], []) : undefined),
  value_floats: (a) => (a.kind === 'floats' ? tensorOf.float32(a.value) : undefined),
  value_int: (a) => (a.kind === 'int' ? tensorOf.int64([a.value], []) : undefined),
  value_ints: (a) => (a.kind === 'ints' ? tensorOf.int64(a.value) : undefined),
  value_string: (a) => (a.kind === 'string' ? { dtype: 'string', dims: [], data: [a.value] } : undefined),
  value_strings: (a) => (a.kind === 'strings' ? { dtype: 'string', dims: [a.value.length], data: a.value } : undefined),
};
/** A map, since an attribute may have the name of something that every object has. */
const attributes = new Map(Object.entries(readers));
