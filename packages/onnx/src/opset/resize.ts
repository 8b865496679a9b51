import { attr } from '../ir/attribute.ts';
import type { Node } from '../ir/node.ts';
import type { Value } from '../ir/value.ts';
import { nodeLabel, originsOf } from '../rewrite/provenance.ts';
import { knownFloats, knownTensor } from './known-constant.ts';
import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';
import { float32Constant, replaceNode } from './rebuild.ts';

/**
 * Opset 9 makes Upsample's scales an input; opset 10 calls it Resize; opset 11 adds coordinate and rounding modes, where what was is
 * `asymmetric`; opset 13 lets empty inputs be left out and drops the mode `tf_half_pixel_for_nn`.
 */
export const resizeSteps: readonly OpsetStep[] = [
  { op: 'Upsample', version: 7, upgrade: sidesToScales },
  { op: 'Upsample', version: 9, upgrade: scalesToInput },
  { op: 'Upsample', version: 10, upgrade: becomeResize },
  { op: 'Resize', version: 11, upgrade: stateModes },
  { op: 'Resize', version: 13, upgrade: leaveOutEmpty },
];

function sidesToScales(node: Node): string {
  const [height, width] = [node.floatAttr('height_scale'), node.floatAttr('width_scale')];
  if (height === undefined || width === undefined) throw unsupported(node, 7, 'it lacks height_scale or width_scale', 'Repair the model.');
  node.attributes.delete('height_scale');
  node.attributes.delete('width_scale');
  node.attributes.set('scales', attr.floats([1, 1, height, width]));
  if (node.stringAttr('mode') === 'bilinear') node.attributes.set('mode', attr.string('linear'));
  return 'height_scale and width_scale became scales';
}

function scalesToInput(node: Node): string {
  const scales = node.attributes.get('scales');
  if (scales?.kind !== 'floats') throw unsupported(node, 9, 'it has no scales', 'Repair the model.');
  node.attributes.delete('scales');
  node.setInput(1, float32Constant(node.graph, scales.value, `${nodeLabel(node)}_scales`));
  return 'scales became an input';
}

function becomeResize(node: Node): string {
  replaceNode(node, { opType: 'Resize', inputs: node.inputs, attributes: node.attributes });
  return 'Upsample is called Resize';
}

/**
 * Which pixel `nearest` takes was not written down in opset 10. onnxruntime, whose numbers are to stay, rounds down where an axis grows and
 * up where it shrinks (upsamplebase.h, `SIMPLE`). Where both occur or cannot be told, one Resize grows axes and one shrinks them; each leaves
 * the other's axes alone.
 */
function stateModes(node: Node): string {
  const [x, scales] = node.inputs;
  const { graph } = node;
  const roi = float32Constant(graph, [], `${nodeLabel(node)}_roi`);
  node.attributes.set('coordinate_transformation_mode', attr.string('asymmetric'));
  const known = knownFloats(scales);
  if (node.stringAttr('mode', 'nearest') !== 'nearest' || known?.every((s) => s >= 1)) {
    node.attributes.set('nearest_mode', attr.string('floor'));
    node.setInputs([x, roi, scales]);
    return 'coordinates are stated to be asymmetric';
  }
  node.attributes.set('nearest_mode', attr.string('ceil'));
  if (known?.every((s) => s <= 1)) {
    node.setInputs([x, roi, scales]);
    return 'coordinates are stated to be asymmetric, rounding up';
  }
  const bounded = (op: string): Value =>
    graph.addNode(op, [scales, graph.addConstant({ dtype: 'float32', dims: [], data: Float32Array.of(1) }, 'one')], {
      name: `${nodeLabel(node)}/${op.toLowerCase()}`,
      before: node,
      origins: originsOf(node),
    }).output;
  const growing = graph.addNode('Resize', [x, roi, bounded('Max')], {
    name: `${nodeLabel(node)}/grow`,
    attributes: new Map([...node.attributes, ['nearest_mode', attr.string('floor')]]),
    before: node,
    origins: originsOf(node),
  });
  node.setInputs([growing.output, roi, bounded('Min')]);
  return 'coordinates are stated to be asymmetric; axes grow in a Resize of their own';
}

function leaveOutEmpty(node: Node): string | undefined {
  const said: string[] = [];
  if (node.stringAttr('coordinate_transformation_mode') === 'tf_half_pixel_for_nn') {
    said.push(replaceTfHalfPixel(node));
  }
  const isEmpty = (v: Value | undefined, i: number): boolean => i > 0 && knownTensor(v)?.dims.includes(0) === true;
  const inputs = node.inputs.map((v, i) => (isEmpty(v, i) ? undefined : v));
  while (inputs.length > 1 && inputs.at(-1) === undefined) inputs.pop();
  if (node.inputs.some(isEmpty)) said.push('empty inputs went');
  node.setInputs(inputs);
  return said.length === 0 ? undefined : said.join('; ');
}

/** floor((i + 1/2) / s) is half_pixel's (i + 1/2) / s − 1/2 rounded to the nearest integer, ties up. */
function replaceTfHalfPixel(node: Node): string {
  if (node.stringAttr('mode', 'nearest') !== 'nearest' || node.stringAttr('nearest_mode') !== 'floor') {
    throw unsupported(
      node,
      13,
      'the coordinates tf_half_pixel_for_nn went with opset 13, and only with nearest_mode floor is there another way to say them',
    );
  }
  node.attributes.set('coordinate_transformation_mode', attr.string('half_pixel'));
  node.attributes.set('nearest_mode', attr.string('round_prefer_ceil'));
  return 'tf_half_pixel_for_nn is said with half_pixel';
}
