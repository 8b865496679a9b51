import type { Model, Node } from '@octet/onnx';
import { elementCount } from './element-count.ts';
import { valuesByName } from './observed-model.ts';

const leastElements = 1024;
const mostElements = 3072;
/** Handing an element back and counting it costs about as much as 50 multiply-accumulates; one for 1200 takes about a twentieth of the time. */
const macsPerElement = 1200;

/**
 * Elements to look at of every value in a sample (row-view.ts says which): a fixed rule on what the model costs, so that the same model is
 * calibrated alike everywhere, never by timing.
 */
export function wantedElements({ macs, values }: { readonly macs: number; readonly values: number }): number {
  return Math.round(Math.min(mostElements, Math.max(leastElements, macs / macsPerElement / Math.max(1, values))));
}

/**
 * Multiply-accumulates of one sample in the layers behind observed values: elements of the value × weights that each takes part with.
 * `dims`: by value, as observed. Layers whose weights are computed at run time count for nothing.
 */
export function observedMacs(model: Model, dims: Readonly<Record<string, readonly number[]>>): number {
  const values = valuesByName(model);
  const counted = new Set<Node>();
  let macs = 0;
  for (const [name, own] of Object.entries(dims)) {
    const layer = layerBehind(values.get(name)?.producer);
    if (layer === undefined || counted.has(layer)) continue;
    counted.add(layer);
    macs += elementCount(own) * weightsPerElement(layer);
  }
  return macs;
}

/** Ops through which a layer's output reaches the value that is observed in its stead. */
const followers = new Set([
  'Relu',
  'Clip',
  'LeakyRelu',
  'Sigmoid',
  'HardSigmoid',
  'HardSwish',
  'Tanh',
  'PRelu',
  'Elu',
  'Identity',
  'BatchNormalization',
]);

function layerBehind(start: Node | undefined): Node | undefined {
  let node = start;
  while (node !== undefined && followers.has(node.opType)) node = node.input(0)?.producer;
  return node !== undefined && node.opType in reductionAxes ? node : undefined;
}

type WeightDims = readonly number[];

/** Weights that one output element takes part with, by the weight's dimensions. */
const reductionAxes: Readonly<Record<string, (weight: WeightDims, node: Node) => number>> = {
  Conv: (w) => elementCount(w.slice(1)),
  // Each input element meets every weight of its channel; strides spread that over more outputs.
  ConvTranspose: (w, node) => elementCount(w) / ((w[1] ?? 1) * elementCount(node.intsAttr('strides', [1]))),
  Gemm: (w, node) => w[node.intAttr('transB', 0) === 1 ? 1 : 0] ?? 0,
  MatMul: (w) => w.at(-2) ?? w.at(-1) ?? 0,
};

function weightsPerElement(layer: Node): number {
  const weight = layer.input(1)?.constant?.dims;
  return weight === undefined ? 0 : (reductionAxes[layer.opType]?.(weight, layer) ?? 0);
}
