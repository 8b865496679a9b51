import type { Graph } from './graph.ts';
import type { Tensor } from './tensor.ts';

/** What an attribute of each kind holds. `opaque`: the encoded AttributeProto of kinds that nobody here looks into (sparse tensors, type protos). */
export interface AttributeValues {
  int: number;
  float: number;
  string: string;
  tensor: Tensor;
  graph: Graph;
  ints: readonly number[];
  floats: readonly number[];
  strings: readonly string[];
  tensors: readonly Tensor[];
  graphs: readonly Graph[];
  opaque: Uint8Array;
}

export type AttributeKind = keyof AttributeValues;
/** `unread`: encoded AttributeProto fields beside name, type and value (a doc string); kept for writing. */
export type Attribute = {
  [K in AttributeKind]: { readonly kind: K; readonly value: AttributeValues[K]; readonly unread?: Uint8Array };
}[AttributeKind];

export const attr = {
  int: (value: number): Attribute => ({ kind: 'int', value }),
  float: (value: number): Attribute => ({ kind: 'float', value }),
  string: (value: string): Attribute => ({ kind: 'string', value }),
  ints: (value: readonly number[]): Attribute => ({ kind: 'ints', value }),
  floats: (value: readonly number[]): Attribute => ({ kind: 'floats', value }),
  strings: (value: readonly string[]): Attribute => ({ kind: 'strings', value }),
  tensor: (value: Tensor): Attribute => ({ kind: 'tensor', value }),
  graph: (value: Graph): Attribute => ({ kind: 'graph', value }),
};

/** The graphs that an attribute holds: the bodies of If, Loop and Scan. */
export function attributeGraphs(a: Attribute): readonly Graph[] {
  return a.kind === 'graph' ? [a.value] : a.kind === 'graphs' ? a.value : [];
}
