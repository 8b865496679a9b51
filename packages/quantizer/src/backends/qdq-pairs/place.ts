import type { Model, Node, Value } from '@octet/onnx';
import { checkLinear } from '../../linear/check-linear.ts';
import { convKindOf } from '../../linear/conv-kind.ts';
import { dataInputs } from '../../prepare/data-inputs.ts';
import { isNonNegative } from '../../prepare/non-negative.ts';
import type { NodePlan, QuantSpec, Why } from '../../spec.ts';
import type { Backend, Placed, PlaceOptions } from '../backend.ts';
import { residualOperands } from './residual.ts';

/** Where a compiler wants pairs that another does not. */
export interface PairForms {
  /** Which operands of a residual Add get one: both, or those that no convolution makes, with which the compiler fuses the Add. */
  readonly residual: 'both' | 'shortcut';
  /** A MaxPool reads a pair instead of having one behind it. */
  readonly beforePools: boolean;
}

/**
 * For backends that compile explicit quantization: what an operator reads is quantized where the operator has an integer kernel, and every value has a
 * range of its own. All else stays as it is: the compiler moves the pairs and fuses what is between them.
 */
export function placePairs({ residual, beforePools }: PairForms): Backend['place'] {
  return (model, options) => {
    const whys = new Map<Node, Why>();
    const reads = new Map<Node, readonly Value[]>();
    for (const node of model.graph.nodes()) {
      const found = decide(node, reads, { ...options, residual });
      if ('kind' in found) whys.set(node, found);
      else reads.set(node, found.reads);
    }
    if (beforePools) movePairsOverPools(model, reads, options);
    return placed(model, { reads, whys });
  };
}

function decide(
  node: Node,
  reads: ReadonlyMap<Node, unknown>,
  { backend, kept, residual }: PlaceOptions & { readonly residual: PairForms['residual'] },
): Why | { readonly reads: readonly Value[] } {
  const why = kept.get(node);
  if (why !== undefined) return why;
  const support = backend.ops[node.opName];
  if (support === undefined) return byNeighbours(backend);
  if (support.as === 'float') return support.why;
  const operands = dataInputs(node);
  if (support.as !== 'linear') return addition(operands, { reads, residual });
  const check = checkLinear(node);
  if (!check.ok) return { kind: 'unsupported', text: check.reason };
  const conv = node.opType === 'Conv' ? backend.convs[convKindOf(node)] : 'integer';
  return conv === 'integer' ? { reads: operands } : conv;
}

const byNeighbours = ({ name }: Backend): Why => ({
  kind: 'neighbours',
  text: `${name} computes it as the pairs around its neighbours allow`,
});

function addition(
  operands: readonly Value[],
  { reads, residual }: { readonly reads: ReadonlyMap<Node, unknown>; readonly residual: PairForms['residual'] },
): Why | { readonly reads: readonly Value[] } {
  const odd = operands.find((v) => v.dtype !== 'float32');
  if (odd !== undefined) return { kind: 'unsupported', text: `input "${odd.name}" is ${odd.dtype}; float32 is quantized` };
  const constant = operands.find((v) => v.isConstant);
  if (constant !== undefined) return { kind: 'not-worth-it', text: `its operand "${constant.name}" is a constant` };
  const { isResidual, shortcuts } = residualOperands(operands, reads);
  if (!isResidual) return { kind: 'neighbours', text: 'no operator before it works on integers' };
  return { reads: residual === 'both' ? operands : shortcuts };
}

/**
 * A maximum commutes with rounding, so a pair in front of a MaxPool and none behind it gives the same values, from a pool that reads bytes. Later
 * pools first: a pair may move over several.
 */
function movePairsOverPools(model: Model, reads: Map<Node, readonly Value[]>, { kept }: PlaceOptions): void {
  for (const pool of [...model.graph.nodes()].reverse()) {
    if (pool.opType !== 'MaxPool' || kept.has(pool) || pool.outputs.filter((o) => o !== undefined).length !== 1) continue;
    const { output } = pool;
    const isWanted = output.useCount > 0 && !output.isOutput && output.uses.every(({ node }) => reads.get(node)?.includes(output) === true);
    if (!isWanted) continue;
    for (const { node } of output.uses)
      reads.set(
        node,
        (reads.get(node) ?? []).filter((v) => v !== output),
      );
    reads.set(pool, [pool.input(0) as Value]);
  }
}

function placed(
  model: Model,
  { reads, whys }: { readonly reads: ReadonlyMap<Node, readonly Value[]>; readonly whys: ReadonlyMap<Node, Why> },
): Placed {
  const nodes = new Map<Node, NodePlan>();
  const specs = new Map<string, QuantSpec>();
  for (const node of model.graph.nodes()) {
    const values = reads.get(node);
    const why = whys.get(node);
    const plan =
      values === undefined
        ? ({ placement: 'float', ...(why !== undefined && { why }) } as const)
        : ({ placement: node.opType === 'MaxPool' ? 'movement' : 'integer' } as const);
    nodes.set(node, Object.freeze({ node: node.name, op: node.opName, ...plan }));
    for (const v of values ?? []) {
      if (!specs.has(v.name)) specs.set(v.name, { kind: 'observed', sources: [v.name], nonNegative: isNonNegative(v) });
    }
  }
  return { nodes, specs, quantizedFloats: new Set(specs.keys()) };
}
