import type { ExecutionPart } from '@octet/contracts';
import type { Plan } from '@octet/quantizer';
import type { ExecutionProof } from '@octet/runtime';

/** What ran, node by node, with the plan's reason for each node that ran in float. */
export function executionPart(proof: ExecutionProof, plan: Plan): ExecutionPart {
  return {
    threads: proof.threads,
    weight_dequantize_count: proof.weightDequantizeCount,
    nodes: proof.nodes.map((node) => {
      const reason = node.kernel === 'float' ? reasonFor(node.name, node.opType, plan) : undefined;
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

/** onnxruntime keeps a node's name where it fuses into it, and adds a suffix where it makes a variant (_nchwc). */
function reasonFor(name: string, op: string, plan: Plan): string | undefined {
  const direct = plan.nodes.get(name) ?? plan.nodes.get(name.replace(/_nchwc$/, ''));
  if (direct?.placement === 'float' || direct?.placement === 'weights') return direct.reason;
  if (op === 'DequantizeLinear' || op === 'QuantizeLinear') return 'the border between integers and float';
  return undefined;
}
