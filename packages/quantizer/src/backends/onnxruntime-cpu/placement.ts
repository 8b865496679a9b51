import type { Graph, Model, Node, Value } from '@octet/onnx';
import { checkLinear } from '../../linear/check-linear.ts';
import { convKindOf } from '../../linear/conv-kind.ts';
import { dataInputs, isDataInput } from '../../prepare/data-inputs.ts';
import { rectifierRange } from '../../prepare/rectifier.ts';
import { scalarFactor } from '../../prepare/scalar-factor.ts';
import type { NodePlan, Placement, Why } from '../../spec.ts';
import type { Backend, OpSupport, PlaceOptions } from '../backend.ts';
import { floatTail } from './float-tail.ts';
import { movementObjection } from './movement.ts';

export interface Islands {
  readonly nodes: ReadonlyMap<Node, NodePlan>;
  /** Values that have integers because an integer or movement node makes them. */
  readonly integers: ReadonlySet<Value>;
  /** Values that a float node (or the caller) makes and an integer node reads. */
  readonly quantizedFloats: ReadonlySet<Value>;
}

/**
 * Decides for every node whether it runs on integers. Forward: linears start islands of integers, the operators behind them join while
 * they can. Backward: pure movement in front of a linear joins too (cheaper on a byte). Prune: what leads to no linear goes back to float.
 */
export function placeIslands(model: Model, { backend, kept, floatTail: withTail = true }: PlaceOptions): Islands {
  const placer = new Placer(backend, kept, withTail ? floatTail(model) : undefined);
  const nodes = [...model.graph.nodes()];
  for (const node of nodes) placer.forward(node);
  nodes.reverse();
  for (const node of nodes) placer.backward(node);
  for (const node of nodes) placer.prune(node);
  return placer.result(model.graph);
}

const unsupported = (text: string): Why => ({ kind: 'unsupported', text });
const noIntegers: Why = { kind: 'neighbours', text: 'no operator before it works on integers' };
const tail: Why = {
  kind: 'not-worth-it',
  text: 'behind the last linear operator: float costs next to nothing there and rounds no further',
};

interface Decide {
  readonly set: (placement: Placement, note?: string) => void;
  readonly float: (why: Why) => void;
}

class Placer {
  readonly #backend: Backend;
  readonly #kept: ReadonlyMap<Node, Why>;
  readonly #tail: ReadonlySet<Node> | undefined;
  readonly #plans = new Map<Node, Pick<NodePlan, 'placement' | 'why' | 'note'>>();
  readonly #integers = new Set<Value>();

  constructor(backend: Backend, kept: ReadonlyMap<Node, Why>, tail: ReadonlySet<Node> | undefined) {
    this.#backend = backend;
    this.#kept = kept;
    this.#tail = tail;
  }

  forward(node: Node): void {
    const set = (placement: Placement, note?: string) => {
      this.#plans.set(node, note === undefined ? { placement } : { placement, note });
      if (placement === 'integer' || placement === 'movement') for (const o of node.outputs) if (o !== undefined) this.#integers.add(o);
    };
    const float = (why: Why) => {
      this.#plans.set(node, { placement: 'float', why });
    };
    const kept = this.#kept.get(node);
    if (kept !== undefined) return float(kept);
    const support = this.#support(node);
    if (support.as === 'float') return float(support.why);
    if (support.as === 'linear') {
      const check = checkLinear(node);
      if (!check.ok) return float(unsupported(check.reason));
      const convs = node.opType === 'Conv' ? this.#backend.convs[convKindOf(node)] : 'integer';
      if (convs !== 'integer') return float(convs);
      set('integer');
      if (node.opType === 'MatMul') this.#integers.delete(node.output);
      return;
    }
    if (this.#tail?.has(node) === true) return float(tail);
    if (!this.#allFloat32(node)) return float(unsupported('not float32'));
    if (support.as === 'rectifier') return this.#rectifier(node, { set, float });
    if (!this.#hasInteger(node)) return float(noIntegers);
    if (support.as === 'movement') {
      const objection = movementObjection(node);
      return objection === undefined ? set('movement') : float(unsupported(objection));
    }
    const endless = dataInputs(node).find((v) => v.isConstant && !isFiniteConstant(v));
    if (endless !== undefined) return float(unsupported(`its constant "${endless.name}" is not finite`));
    if (support.as === 'elementwise' && scalarFactor(node) !== undefined) {
      return set('movement', 'a positive scalar factor: the integers are read back with another scale');
    }
    return set('integer');
  }

  /** Relu and Clip(0, …) vanish into the output range of the node before; elsewhere they clip integers. */
  #rectifier(node: Node, { set, float }: Decide): void {
    const x = node.input(0);
    const range = rectifierRange(node);
    const before = x?.producer;
    if (x === undefined || before === undefined || !this.#integers.has(x)) return float(noIntegers);
    if (range === undefined) return float(unsupported('its bounds are computed at run time'));
    const absorbs =
      this.#plans.get(before)?.placement === 'integer' &&
      x.soleConsumer === node &&
      range.min === 0 &&
      range.max > 0 &&
      before.opType !== 'Sigmoid';
    if (absorbs) {
      this.#integers.delete(x);
      for (const o of node.outputs) if (o !== undefined) this.#integers.add(o);
      return set('absorbed', `into the output range of ${before.opType} "${before.name}"`);
    }
    set('movement');
  }

  /** Movement whose readers all want integers moves bytes instead of floats; its input is then quantized before it. */
  backward(node: Node): void {
    const plan = this.#plans.get(node);
    if (plan?.placement !== 'float' || this.#support(node).as !== 'movement' || this.#kept.has(node) || this.#tail?.has(node) === true)
      return;
    if (!this.#allFloat32(node) || movementObjection(node) !== undefined) return;
    if (dataInputs(node).some((v) => v.isConstant)) return;
    const readers = node.outputs.flatMap((o) => (o === undefined ? [] : o.uses));
    const wanted =
      readers.length > 0 && !node.outputs.some((o) => o?.isOutput) && readers.every((u) => this.#readsIntegers(u.node, u.index));
    if (!wanted) return;
    this.#plans.set(node, { placement: 'movement' });
    for (const o of node.outputs) if (o !== undefined) this.#integers.add(o);
  }

  prune(node: Node): void {
    const plan = this.#plans.get(node);
    if (plan === undefined || (plan.placement !== 'integer' && plan.placement !== 'movement')) return;
    const support = this.#support(node).as;
    if (support === 'linear') return this.#pruneLinear(node);
    if (node.outputs.some((o) => o !== undefined && this.#leadsToIntegers(o))) return;
    if (plan.placement === 'movement' && dataInputs(node).every((v) => this.#comesFromLinear(v))) return;
    this.#toFloat(node, { kind: 'neighbours', text: 'only float operators read it' });
  }

  /**
   * The last Gemm writes float straight from its accumulator: faster, and 2.7 dB better than through 8 bits. (MatMul always does.) Not in front
   * of an activation: onnxruntime would fuse the two as floats and dequantize the weights on every run.
   */
  #pruneLinear(node: Node): void {
    if (node.opType !== 'Gemm' || this.#tail === undefined) return;
    const reader = node.output.soleConsumer;
    if ((reader !== undefined && fusedIntoGemm.has(reader.opType)) || this.#leadsToIntegers(node.output)) return;
    this.#integers.delete(node.output);
  }

  #toFloat(node: Node, why: Why): void {
    this.#plans.set(node, { placement: 'float', why });
    for (const o of node.outputs) if (o !== undefined) this.#integers.delete(o);
    // A rectifier that this node had absorbed has nothing to vanish into any more.
    const reader = node.outputs.length === 1 ? node.outputs[0]?.soleConsumer : undefined;
    if (reader !== undefined && this.#plans.get(reader)?.placement === 'absorbed') this.#toFloat(reader, why);
  }

  #leadsToIntegers(value: Value): boolean {
    return value.uses.some(({ node, index }) => {
      const plan = this.#plans.get(node);
      if (plan?.placement === 'absorbed') return this.#leadsToIntegers(node.output);
      return this.#readsIntegers(node, index);
    });
  }

  /** Conv has no integer kernel that writes float: its output is integers anyway, and moving those is cheaper. */
  #comesFromLinear(value: Value): boolean {
    const producer = value.producer;
    if (producer === undefined || !this.#integers.has(value)) return false;
    const placement = this.#plans.get(producer)?.placement;
    if (placement === 'movement') return dataInputs(producer).every((v) => this.#comesFromLinear(v));
    const maker = placement === 'absorbed' ? producer.input(0)?.producer : producer;
    return maker !== undefined && this.#support(maker).as === 'linear';
  }

  #readsIntegers(node: Node, index: number): boolean {
    const placement = this.#plans.get(node)?.placement;
    if (node.opType === 'MatMul') return false;
    return (placement === 'integer' || placement === 'movement') && isDataInput(node, index);
  }

  #hasInteger(node: Node): boolean {
    const inputs = dataInputs(node);
    const support = this.#support(node).as;
    if (node.opType === 'Concat' || node.opType === 'Max' || node.opType === 'Min') {
      return inputs.some((v) => this.#integers.has(v)) && inputs.every((v) => !v.isConstant);
    }
    if (support === 'elementwise') return inputs.length === 2 && inputs.some((v) => this.#integers.has(v));
    const first = inputs[0];
    return first !== undefined && this.#integers.has(first);
  }

  #allFloat32(node: Node): boolean {
    return dataInputs(node).every((v) => v.dtype === 'float32');
  }

  #support(node: Node): OpSupport {
    return this.#backend.ops[node.opName] ?? { as: 'float', why: unsupported(`${this.#backend.name} has no integer ${node.opName}`) };
  }

  result(graph: Graph): Islands {
    const nodes = new Map<Node, NodePlan>();
    const quantizedFloats = new Set<Value>();
    for (const node of graph.nodes()) {
      const plan = this.#plans.get(node) as Pick<NodePlan, 'placement' | 'why' | 'note'>;
      nodes.set(node, Object.freeze({ node: node.name, op: node.opName, ...plan }));
      if (plan.placement !== 'integer' && plan.placement !== 'movement') continue;
      if (node.opType === 'MatMul') continue;
      for (const v of dataInputs(node)) if (!v.isConstant && !this.#integers.has(v)) quantizedFloats.add(v);
    }
    return { nodes, integers: this.#integers, quantizedFloats };
  }
}

function isFiniteConstant(value: Value): boolean {
  return (value.constant as NonNullable<Value['constant']>).tensor.data.every((x) => Number.isFinite(Number(x)));
}

/** What onnxruntime's GemmActivationFusion takes. */
const fusedIntoGemm = new Set([
  'Elu',
  'HardSigmoid',
  'LeakyRelu',
  'Relu',
  'Selu',
  'Sigmoid',
  'Softplus',
  'Softsign',
  'Tanh',
  'ThresholdedRelu',
]);
