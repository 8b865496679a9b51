import type { Graph, Value } from '@octet/onnx';
import { attr } from '@octet/onnx';
import { elementCount } from './element-count.ts';
import type { PackedOutput, PackedPart } from './plan.ts';

interface Group {
  /** Dimensions behind axis 0. */
  readonly rest: readonly number[];
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
    const rest = dims.slice(1);
    const key = rest.join();
    const group = this.#groups.get(key) ?? { rest, values: [], parts: [], length: 0 };
    this.#groups.set(key, group);
    const own = elementCount(dims);
    group.values.push(result);
    group.parts.push({ ...part, first: group.length, length: own });
    group.length += own;
  }

  /** Adds the outputs to the graph. */
  build(): PackedOutput[] {
    return [...this.#groups.values()].map(({ rest, values, parts, length }) => {
      const name = this.#graph.names.fresh('octet_packed');
      const packed = this.#graph.addNode('Concat', values, { attributes: { axis: attr.int(0) }, outputs: [name] }).output;
      packed.dtype = 'float32';
      this.#graph.addOutput(packed);
      return { name, dims: [length / elementCount(rest), ...rest], length, parts };
    });
  }
}
