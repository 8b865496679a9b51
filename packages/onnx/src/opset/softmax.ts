import { attr } from '../ir/attribute.ts';
import type { Node } from '../ir/node.ts';
import { nodeLabel, originsOf } from '../rewrite/provenance.ts';
import type { Inference } from '../shapes/infer.ts';
import type { OpsetStep } from './opset-step.ts';
import { stepsFor } from './opset-step.ts';
import { takeOver } from './rebuild.ts';

/**
 * Before opset 13, Softmax, LogSoftmax and Hardmax with axis a take the input as the matrix [d0 … d(a-1), da … d(r-1)] and work on its
 * rows; from 13 on they work along the one axis a. Both are the same where at most one of da … d(r-1) differs from 1. Else the matrix is
 * made: y = Reshape(Softmax(Flatten(x, axis=a), axis=-1), Shape(x)).
 */
export const softmaxSteps: readonly OpsetStep[] = stepsFor(['Softmax', 'LogSoftmax', 'Hardmax'], 13, rowsToAxis);

function rowsToAxis(node: Node, known: Inference): string | undefined {
  const axis = node.intAttr('axis', 1);
  const same = sameAxis(node, axis, known);
  if (same === undefined) return throughMatrix(node, axis);
  node.attributes.set('axis', attr.int(same));
  return same === axis ? undefined : `axis ${axis} became ${same}`;
}

/** The one axis along which the matrix's rows lie, if the shape tells. */
function sameAxis(node: Node, axis: number, known: Inference): number | undefined {
  const shape = known(node.input(0)).dims;
  if (axis === -1 || axis + 1 === shape?.length) return axis;
  if (shape === undefined) return undefined;
  const first = axis < 0 ? axis + shape.length : axis;
  const wide = shape.flatMap((d, i) => (i >= first && d !== 1 ? [i] : []));
  return wide.length > 1 ? undefined : (wide[0] ?? shape.length - 1);
}

function throughMatrix(node: Node, axis: number): string {
  const { graph, output } = node;
  const x = node.input(0);
  const { dtype } = output;
  const options = (part: string) => ({ name: `${nodeLabel(node)}/${part}`, origins: originsOf(node) });
  const flat = graph.addNode('Flatten', [x], { ...options('flatten'), attributes: { axis: attr.int(axis) }, before: node });
  const shape = graph.addNode('Shape', [x], { ...options('shape'), before: node });
  const back = graph.addNode('Reshape', [undefined, shape.output], {
    ...options('reshape'),
    outputs: [output.name],
    // A body's sibling may have a value of that name, too.
    sharedNames: true,
    after: node,
  });
  takeOver(output, back.output);
  output.rename(graph.names.fresh(`${output.name}_rows`));
  output.shape = undefined;
  output.unread = undefined;
  flat.output.dtype = dtype;
  shape.output.dtype = 'int64';
  node.setInput(0, flat.output);
  node.attributes.set('axis', attr.int(-1));
  back.setInput(0, output);
  return `Flatten and Reshape stand around it: axis ${axis} meant all axes from ${axis} on`;
}
