import type { Model, Node, Value } from '@octet/onnx';
import { checkLinear } from '../../linear/check-linear.ts';
import { convKindOf } from '../../linear/conv-kind.ts';
import { dataInputs } from '../../prepare/data-inputs.ts';
import { isNonNegative } from '../../prepare/non-negative.ts';
import type { NodePlan, QuantSpec, Why } from '../../spec.ts';
import type { Backend, Placed, PlaceOptions } from '../backend.ts';

/**
 * For backends that compile explicit quantization: what an operator reads is quantized where the operator has an integer kernel, and every value has a
 * range of its own. All else stays as it is: the compiler moves the pairs and fuses what lies between.
 */
export function placePairs(model: Model, { backend, kept }: PlaceOptions): Placed {
  const whys = new Map<Node, Why>();
  const integer = new Set<Node>();
  for (const node of model.graph.nodes()) {
    const why = kept.get(node) ?? objection(node, backend) ?? neighbours(node, integer, backend);
    if (why === undefined) integer.add(node);
    else whys.set(node, why);
  }
  const nodes = new Map<Node, NodePlan>();
  const specs = new Map<string, QuantSpec>();
  for (const node of model.graph.nodes()) {
    const why = whys.get(node);
    const plan = why === undefined ? ({ placement: 'integer' } as const) : ({ placement: 'float', why } as const);
    nodes.set(node, Object.freeze({ node: node.name, op: node.opName, ...plan }));
    for (const v of why === undefined ? dataInputs(node) : []) {
      if (!specs.has(v.name)) specs.set(v.name, { kind: 'observed', sources: [v.name], nonNegative: isNonNegative(v) });
    }
  }
  return { nodes, specs, quantizedFloats: new Set(specs.keys()) };
}

function objection(node: Node, backend: Backend): Why | undefined {
  const support = backend.ops[node.opName];
  if (support === undefined) return { kind: 'neighbours', text: `${backend.name} computes it as the pairs around its neighbours allow` };
  if (support.as === 'float') return support.why;
  if (support.as === 'linear') {
    const check = checkLinear(node);
    if (!check.ok) return { kind: 'unsupported', text: check.reason };
    const conv = node.opType === 'Conv' ? backend.convs[convKindOf(node)] : 'integer';
    return conv === 'integer' ? undefined : conv;
  }
  const odd = dataInputs(node).find((v) => v.dtype !== 'float32');
  return odd === undefined ? undefined : { kind: 'unsupported', text: `input "${odd.name}" is ${odd.dtype}; float32 is quantized` };
}

/** An Add of a residual block: both operands are computed, and an integer operator makes one of them. */
function neighbours(node: Node, integer: ReadonlySet<Node>, backend: Backend): Why | undefined {
  if (backend.ops[node.opName]?.as === 'linear') return undefined;
  const operands = dataInputs(node);
  const constant = operands.find((v) => v.isConstant);
  if (constant !== undefined) return { kind: 'not-worth-it', text: `its operand "${constant.name}" is a constant` };
  if (operands.some((v) => isMadeBy(v, integer))) return undefined;
  return { kind: 'neighbours', text: 'no operator before it works on integers' };
}

/** Through what a compiler fuses into the operator before. */
function isMadeBy(value: Value, integer: ReadonlySet<Node>): boolean {
  const { producer } = value;
  if (producer === undefined) return false;
  return integer.has(producer) || (fused.has(producer.opType) && isMadeBy(producer.input(0) as Value, integer));
}

const fused: ReadonlySet<string> = new Set(['Relu', 'Clip', 'LeakyRelu', 'Sigmoid', 'HardSigmoid', 'BatchNormalization']);
