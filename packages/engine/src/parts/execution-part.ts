import type { ExecutionPart } from '@octet/contracts';
import type { Model, Node } from '@octet/onnx';
import type { Plan } from '@octet/quantizer';
import type { ExecutionProof, ProvenNode } from '@octet/runtime';

/** What ran, node by node, with the plan's reason for each node that ran in float. */
export function executionPart(proof: ExecutionProof, prepared: Model, plan: Plan): ExecutionPart {
  const reasonOf = reasons(prepared, plan);
  return {
    threads: proof.threads,
    weight_dequantize_count: proof.weightDequantizeCount,
    nodes: proof.nodes.map((node) => {
      const reason = node.kernel === 'float' ? reasonOf(node) : undefined;
      return {
        name: node.name,
        op: node.opType,
        ...(node.domain === '' ? {} : { domain: node.domain }),
        kernel: node.kernel,
        linear: node.linear,
        time_us: node.timeUs,
        ...(node.macs === undefined ? {} : { mac_count: node.macs }),
        ...(reason === undefined ? {} : { reason }),
      };
    }),
  };
}

/**
 * Finds the planned node that a node of the optimised graph came from. onnxruntime keeps names where it fuses into a node, calls a blocked
 * convolution after its output (`y_nchwc`; the output of the rectifier that it swallowed, where there was one), and appends the fusion's name.
 */
function reasons(prepared: Model, plan: Plan): (node: ProvenNode) => string | undefined {
  const byName = new Map<string, Node>();
  for (const node of prepared.graph.allNodes()) {
    byName.set(node.name, node);
    for (const o of node.outputs) if (o !== undefined && !byName.has(o.name)) byName.set(o.name, node);
  }
  return (proven) => {
    const name = proven.name.replace(/_nchwc$/, '').replace(/\/\w*Fusion\w*\/$/, '');
    let node = byName.get(name);
    while (proven.linear && node !== undefined && !linear.has(node.opType)) node = node.input(0)?.producer;
    if (node !== undefined && node.graph !== prepared.graph) return 'in the body of an If, Loop or Scan, where operators compute in float';
    return node === undefined ? undefined : plan.nodes.get(node.name)?.reason;
  };
}

const linear = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);
