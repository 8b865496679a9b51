import type { Model, Node, Value } from '@octet/onnx';
import type { Costed } from '../../backend.ts';
import { type ConvKernel, integerConvKernel } from '../dense-cost.ts';
import { computeTogether } from './compute-together.ts';
import { moveToTiles } from './move-to-tiles.ts';
import { shortcutToConv } from './shortcut-to-conv.ts';

/**
 * Writes integers so that onnxruntime computes them in the kernels that take least time. They stay equal, bit for bit. Shapes must have been measured.
 * Answers which values of the artifact are computed elsewhere now, and where.
 */
export function chooseKernels(
  artifact: Model,
  prepared: Model,
  backend: Costed,
): { readonly modified: boolean; readonly replaced: ReadonlyMap<Value, Value> } {
  const measured = new Map([...prepared.graph.nodes()].map((n) => [n.name, n]));
  const replaced = new Map<Value, Value>();
  const forTiles = new Map<Value, Value>();
  let modified = false;
  for (const node of [...artifact.graph.nodes()]) {
    const shaped = measured.get(node.name);
    const kernel = shaped !== undefined && isIntegerConv(node) ? integerConvKernel(shaped, backend) : undefined;
    if (kernel?.tiles === true) moveToTiles(node, forTiles);
    const moved = kernel === undefined ? shortcutToConv(node) : severalPixels(node, shaped as Node, kernel);
    if (moved !== undefined) replaced.set(moved.from, moved.to);
    modified ||= moved !== undefined || kernel?.tiles === true;
  }
  return { modified, replaced };
}

function severalPixels(conv: Node, shaped: Node, { pixels }: ConvKernel): ReturnType<typeof computeTogether> | undefined {
  if (pixels === 1) return undefined;
  const [, filters = 1, , width = 1] = (shaped.output.shape ?? []) as number[];
  return computeTogether(conv, { pixels, filters, width });
}

/** Of one group, between DequantizeLinear and QuantizeLinear, with a scale for every filter: onnxruntime makes it a QLinearConv. */
function isIntegerConv(node: Node): boolean {
  if (node.opName !== 'Conv' || node.intAttr('group', 1) !== 1 || node.output.soleConsumer?.opType !== 'QuantizeLinear') return false;
  const [q, scale] = node.input(1)?.producer?.inputs ?? [];
  return q?.constant?.dtype === 'int8' && scale?.shape?.length === 1 && scale.shape[0] === q.shape?.[0];
}
