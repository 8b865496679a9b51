import type { Graph, Value } from '@octet/onnx';
import { attr } from '@octet/onnx';
import type { PackedOutput, PackedPart } from './plan.ts';

interface Group {
  readonly dims: readonly number[];
  readonly values: Value[];
  readonly parts: PackedPart[];
  stride: number;
}

/** Packs rank-4 results of several values into few outputs: those that differ in axis 1 alone are concatenated along it. */
export class Packer {
  readonly #graph: Graph;
  readonly #name: string;
  readonly #groups: Map<string, Group> = new Map();

  constructor(graph: Graph, name: string) {
    this.#graph = graph;
    this.#name = name;
  }

  add(result: Value, dims: readonly number[], part: Pick<PackedPart, 'value' | 'end'>): void {
    const [repeats = 1, breadth = 1, ...plane] = dims;
    const key = [repeats, ...plane].join();
    const group = this.#groups.get(key) ?? { dims, values: [], parts: [], stride: 0 };
    this.#groups.set(key, group);
    const own = plane.reduce((a, b) => a * b, breadth);
    group.values.push(result);
    group.parts.push({ ...part, first: group.stride, length: own });
    group.stride += own;
  }

  /** Adds the outputs to the graph. */
  build(): PackedOutput[] {
    return [...this.#groups.values()].map((group) => {
      const name = this.#graph.names.fresh(this.#name);
      const packed = this.#graph.addNode('Concat', group.values, { attributes: { axis: attr.int(1) }, outputs: [name] }).output;
      packed.dtype = 'float32';
      this.#graph.addOutput(packed);
      return { name, repeats: group.dims[0] ?? 1, stride: group.stride, parts: group.parts };
    });
  }
}
