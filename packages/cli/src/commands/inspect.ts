import { resolve } from 'node:path';
import { inspect } from '@octet/engine';
import Table from 'cli-table3';
import { exitCode } from '../exit-code.ts';
import type { CommandContext } from './quantize.ts';

/** `octet inspect`: the graph, and the plan that quantization would follow. */
export async function inspectCommand(
  model: string,
  args: { readonly target: string; readonly json?: boolean },
  context: CommandContext,
): Promise<number> {
  const found = await inspect(resolve(context.folder, model), { target: args.target, signal: context.signal });
  if (args.json === true) {
    context.out(`${JSON.stringify(found)}\n`);
    return exitCode.ok;
  }
  const ops = new Table({ head: ['Operator', 'Nodes', 'Integer', 'Moves integers', 'Absorbed', 'Float'], style: plain });
  for (const op of found.ops) ops.push([op.op, op.count, op.integer, op.movement, op.absorbed, op.float]);
  const float = new Table({ head: ['Float', 'Operator', 'Reason'], style: plain, wordWrap: true, colWidths: [32, 20, 64] });
  for (const n of found.float) float.push([n.node, n.op, n.reason]);
  const ports = (list: typeof found.inputs) =>
    list.map((p) => `${p.name} ${p.dtype}[${p.shape.map((d) => d ?? '?').join(', ')}]`).join('; ');
  context.out(
    [
      `${found.model}: opset ${found.opset}, ${found.nodes} nodes, ${found.parameters.toLocaleString('en')} parameters, ${(found.macs / 1e6).toFixed(1)} M multiply-accumulates`,
      `inputs:  ${ports(found.inputs)}`,
      `outputs: ${ports(found.outputs)}`,
      `target:  ${found.target}; after ${found.fusions} fusions and ${found.rewrites} rewrites ${found.fusedNodes} nodes (free sizes taken as 1)`,
      ops.toString(),
      found.float.length === 0 ? 'Everything that computes runs in integers.' : float.toString(),
      ...found.refusals.map((r) => `not done: ${r.rule} at ${r.node}: ${r.reason}`),
      '',
    ].join('\n'),
  );
  return exitCode.ok;
}

const plain = { head: [], border: [] };
