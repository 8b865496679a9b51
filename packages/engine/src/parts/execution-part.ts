import type { ExecutionPart } from '@octet/contracts';
import type { Model, Node } from '@octet/onnx';
import type { Plan } from '@octet/quantizer';
import type { ExecutionProof, ProvenNode } from '@octet/runtime';

/** What ran, node by node, with the plan's reason for each node that ran in float. */
export function executionPart(proof: ExecutionProof, prepared: Model, plan: Plan): ExecutionPart {
  const originOf = origins(prepared);
  return {
    threads: proof.threads,
    weight_dequantize_count: proof.weightDequantizeCount,
    nodes: proof.nodes.map((node) => {
      const origin = node.kernel === 'data-movement' ? undefined : originOf(node);
      const reason = node.kernel === 'float' && origin !== undefined ? reasonOf(origin, prepared, plan) : undefined;
      return {
        name: node.name,
        op: node.opType,
        ...(node.domain === '' ? {} : { domain: node.domain }),
        kernel: node.kernel,
        ...(origin === undefined || origin.name === node.name ? {} : { layer: origin.name }),
        linear: node.linear,
        time_us: node.timeUs,
        ...(node.macs === undefined ? {} : { mac_count: node.macs }),
        ...(reason === undefined ? {} : { reason }),
      };
    }),
  };
}

function reasonOf(origin: Node, prepared: Model, plan: Plan): string | undefined {
  if (origin.graph !== prepared.graph) return 'in the body of an If, Loop or Scan, where operators compute in float';
  return plan.nodes.get(origin.name)?.why?.text;
}

/**
 * Finds the node that a node of the optimised graph came from. onnxruntime keeps names where it fuses into a node, numbers those that it makes
 * (`_token_7`), calls a blocked convolution after its output (`y_nchwc`; the output of the rectifier that it swallowed, where there was one), and
 * appends the fusion's name.
 */
function origins(prepared: Model): (node: ProvenNode) => Node | undefined {
  const byName = new Map<string, Node>();
  for (const node of prepared.graph.allNodes()) {
    byName.set(node.name, node);
    for (const o of node.outputs) if (o !== undefined && !byName.has(o.name)) byName.set(o.name, node);
  }
  return (proven) => {
    const name = made.reduce((left, suffix) => left.replace(suffix, ''), proven.name);
    let node = byName.get(proven.name) ?? byName.get(name);
    while (proven.linear && node !== undefined && !linear.has(node.opType)) node = node.input(0)?.producer;
    return node;
  };
}

/** What onnxruntime, and convert, append to a name. */
const made = [/_token_\d+$/, /_nchwc$/, /_quantized$/, /\/\w*Fusion\w*\/$/];

const linear = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);
