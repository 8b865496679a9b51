import type { Node } from '../ir/node.ts';
import { nodeLabel } from '../rewrite/provenance.ts';
import type { Inference } from '../shapes/infer.ts';
import { knownTensor } from './known-constant.ts';
import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';
import { int64Constant } from './rebuild.ts';

/** Opset 1 repeats along one axis (inputs tiles and axis); opset 6 takes the repeats of every axis. */
export const tileSteps: readonly OpsetStep[] = [{ op: 'Tile', version: 6, upgrade: repeatsOfAllAxes }];

function repeatsOfAllAxes(node: Node, known: Inference): string {
  const [tiles, axis] = [1, 2].map((i) => knownTensor(node.input(i))?.data[0]);
  const rank = known(node.input(0)).dims?.length;
  if (tiles === undefined || axis === undefined || rank === undefined) {
    throw unsupported(node, 6, 'tiles and axis must be constants and the rank of its input known');
  }
  const repeats = Array.from({ length: rank }, (_, i) => (i === Number(axis) ? Number(tiles) : 1));
  node.setInputs([node.input(0), int64Constant(node.graph, repeats, `${nodeLabel(node)}_repeats`)]);
  return 'tiles and axis became repeats';
}
