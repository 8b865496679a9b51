import type { Attribute, AttributeKind, AttributeValues } from './attribute.ts';
import { attributeGraphs } from './attribute.ts';
import type { Graph } from './graph.ts';
import type { Tensor } from './tensor.ts';
import type { Value } from './value.ts';

/** One operation. Inputs change only through `setInput`, so that use-def edges always agree. Created by `Graph.addNode` only. */
export class Node {
  readonly graph: Graph;
  name: string;
  readonly domain: string;
  readonly opType: string;
  readonly attributes: Map<string, Attribute>;
  /** An output that the file leaves out ('') is undefined. */
  readonly outputs: readonly (Value | undefined)[];
  /** Names of the original nodes that this one stands for, and of the rules that made it: provenance for the report. */
  readonly origins: Set<string> = new Set();
  /** Encoded NodeProto fields that have no place here (doc string, overload, metadata); kept for writing. */
  unread: Uint8Array | undefined;
  /** @internal links of the graph's node list */
  prev: Node | undefined;
  /** @internal */
  next: Node | undefined;
  #inputs: (Value | undefined)[] = [];
  #removed = false;

  /** @internal use Graph.addNode */
  constructor(
    graph: Graph,
    opType: string,
    options: { domain: string; name: string; attributes: Map<string, Attribute>; outputs: (node: Node) => (Value | undefined)[] },
  ) {
    this.graph = graph;
    this.opType = opType;
    this.domain = options.domain;
    this.name = options.name;
    this.attributes = options.attributes;
    this.outputs = options.outputs(this);
  }

  /** An optional input that is left out is undefined. */
  get inputs(): readonly (Value | undefined)[] {
    return this.#inputs;
  }

  get removed(): boolean {
    return this.#removed;
  }

  /** The first output; throws where the node has none. */
  get output(): Value {
    const v = this.outputs[0];
    if (v === undefined) throw new Error(`${this.opType} "${this.name}" has no first output`);
    return v;
  }

  /** Input i or undefined, also where i is beyond the last. */
  input(i: number): Value | undefined {
    return this.#inputs[i];
  }

  /** 'Conv', or 'com.microsoft.Gelu' outside the default domain. */
  get opName(): string {
    return this.domain === '' ? this.opType : `${this.domain}.${this.opType}`;
  }

  setInput(i: number, value: Value | undefined): void {
    const old = this.#inputs[i];
    if (old === value && i < this.#inputs.length) return;
    while (this.#inputs.length <= i) this.#inputs.push(undefined);
    if (old !== undefined) {
      const indices = old.useSet.get(this);
      indices?.delete(i);
      if (indices?.size === 0) old.useSet.delete(this);
    }
    this.#inputs[i] = value;
    if (value !== undefined) {
      const indices = value.useSet.get(this);
      if (indices === undefined) value.useSet.set(this, new Set([i]));
      else indices.add(i);
    }
  }

  /** Replaces the whole input list. */
  setInputs(values: readonly (Value | undefined)[]): void {
    for (let i = 0; i < this.#inputs.length; i++) this.setInput(i, undefined);
    this.#inputs.length = 0;
    values.forEach((v, i) => {
      this.setInput(i, v);
    });
  }

  /** The graphs in this node's attributes: bodies of If, Loop, Scan. */
  get subgraphs(): readonly Graph[] {
    return [...this.attributes.values()].flatMap(attributeGraphs);
  }

  intAttr(name: string): number | undefined;
  intAttr(name: string, absent: number): number;
  intAttr(name: string, absent?: number): number | undefined {
    return this.#attr('int', name) ?? absent;
  }
  floatAttr(name: string): number | undefined;
  floatAttr(name: string, absent: number): number;
  floatAttr(name: string, absent?: number): number | undefined {
    return this.#attr('float', name) ?? absent;
  }
  stringAttr(name: string): string | undefined;
  stringAttr(name: string, absent: string): string;
  stringAttr(name: string, absent?: string): string | undefined {
    return this.#attr('string', name) ?? absent;
  }
  intsAttr(name: string): readonly number[] | undefined;
  intsAttr(name: string, absent: readonly number[]): readonly number[];
  intsAttr(name: string, absent?: readonly number[]): readonly number[] | undefined {
    return this.#attr('ints', name) ?? absent;
  }
  tensorAttr(name: string): Tensor | undefined {
    return this.#attr('tensor', name);
  }

  #attr<K extends AttributeKind>(kind: K, name: string): AttributeValues[K] | undefined {
    const a = this.attributes.get(name);
    return a?.kind === kind ? (a.value as AttributeValues[K]) : undefined;
  }

  /** Takes the node out of its graph. Its outputs must have no readers left and be no graph outputs. */
  remove(): void {
    for (const o of this.outputs) {
      if (o !== undefined && (o.useCount > 0 || o.isOutput)) {
        throw new Error(`cannot remove ${this.opType} "${this.name}": "${o.name}" is still read`);
      }
    }
    for (const g of this.subgraphs) g.dispose();
    this.setInputs([]);
    for (const o of this.outputs) if (o !== undefined) this.graph.names.release(o.name);
    this.graph.unlink(this);
    this.#removed = true;
  }
}
