import { resolve } from 'node:path';
import { type Applied, inspect } from '@octet/engine';
import { exitCode } from '../exit-code.ts';
import { table } from '../table.ts';
import type { CommandContext } from './quantize.ts';

export interface InspectArguments {
  readonly target: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** `octet inspect`: the graph, and the plan that quantization would follow. */
export async function inspectCommand(model: string, args: InspectArguments, context: CommandContext): Promise<number> {
  const found = await inspect(resolve(context.folder, model), {
    target: args.target,
    data: args.data === undefined ? undefined : resolve(context.folder, args.data),
    signal: context.signal,
  });
  if (args.json === true) {
    context.json(found);
    return exitCode.ok;
  }
  const ops = table(
    ['Operator', 'Nodes', 'Integer', 'Moves integers', 'Absorbed', 'Float'],
    found.ops.map((op) => [op.op, op.count, op.integer, op.movement, op.absorbed, op.float]),
    { right: [1, 2, 3, 4, 5] },
  );
  const float = table(
    ['Float', 'Operator', 'Reason'],
    found.float.map((n) => [n.node, n.op, n.reason]),
    { widths: [36, 20, 60] },
  );
  const ports = (list: typeof found.inputs) =>
    list.map((p) => `${p.name} ${p.dtype}[${p.shape.map((d) => d ?? '?').join(', ')}]`).join('; ');
  context.out(
    [
      `${found.model}: opset ${found.opset}, ${found.nodes} nodes, ${found.parameters.toLocaleString('en')} parameters, ${(found.macs / 1e6).toFixed(1)} M multiply-accumulates (${found.assumed})`,
      `inputs:  ${ports(found.inputs)}`,
      `outputs: ${ports(found.outputs)}`,
      `target:  ${found.target}`,
      `fusions: ${rules(found.fusions)}`,
      `rewritings for the target: ${rules(found.rewrites)}`,
      `what runs, of the ${found.preparedNodes} nodes left:`,
      ops,
      found.float.length === 0 ? 'Everything that computes runs in integers.' : float,
      ...found.refusals.map((r) => `not done: ${r.rule} at ${r.node}: ${r.reason}`),
      '',
    ].join('\n'),
  );
  return exitCode.ok;
}

function rules(applied: readonly Applied[]): string {
  return applied.length === 0 ? 'none' : applied.map(({ rule, count }) => `${rule} ×${count}`).join(', ');
}
