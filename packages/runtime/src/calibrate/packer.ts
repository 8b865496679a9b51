import type { Graph, Value } from '@octet/onnx';
import { attr } from '@octet/onnx';
import type { PackedOutput, PackedPart } from './plan.ts';

interface Group {
  readonly values: Value[];
  readonly parts: PackedPart[];
  length: number;
}

/** Packs results of several values into few outputs: those that differ in axis 0 alone are concatenated along it. */
export class Packer {
  readonly #graph: Graph;
  readonly #groups: Map<string, Group> = new Map();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  add(result: Value, dims: readonly number[], part: Pick<PackedPart, 'value' | 'content'>): void {
    const key = dims.slice(1).join();
    const group = this.#groups.get(key) ?? { values: [], parts: [], length: 0 };
    this.#groups.set(key, group);
    const own = dims.reduce((a, b) => a * b);
    group.values.push(result);
    group.parts.push({ ...part, first: group.length, length: own });
    group.length += own;
  }

  /** Adds the outputs to the graph. */
  build(): PackedOutput[] {
    return [...this.#groups.values()].map(({ values, parts, length }) => {
      const name = this.#graph.names.fresh('octet_packed');
      const packed = this.#graph.addNode('Concat', values, { attributes: { axis: attr.int(0) }, outputs: [name] }).output;
      packed.dtype = 'float32';
      this.#graph.addOutput(packed);
      return { name, length, parts };
    });
  }
}
