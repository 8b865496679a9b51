import type { Model, Node } from '@octet/onnx';
import { valuesByName } from './observed-model.ts';

const least = 4096;
const most = 16_384;
/** Counting an element costs about as much as this many multiply-accumulates, if it may take 8 % of the time. */
const macsPerElement = 600;

/**
 * How many elements of each value a sample contributes to its histogram: a fixed rule on the model's multiply-accumulates and the number
 * of observed values, so that the same model is calibrated alike everywhere. Never by timing.
 */
export function elementsPerSample(macs: number, valueCount: number): number {
  return Math.round(Math.min(most, Math.max(least, macs / macsPerElement / Math.max(1, valueCount))));
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
    macs += own.reduce((a, b) => a * b, 1) * weightsPerElement(layer);
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
const product = (dims: WeightDims) => dims.reduce((a, b) => a * b, 1);

/** Weights that one output element takes part with, by the weight's dimensions. */
const reductionAxes: Readonly<Record<string, (weight: WeightDims, node: Node) => number>> = {
  Conv: (w) => product(w.slice(1)),
  // Each input element meets every weight of its channel; strides spread that over more outputs.
  ConvTranspose: (w, node) => product(w) / ((w[1] ?? 1) * product(node.intsAttr('strides', [1]))),
  Gemm: (w, node) => w[node.intAttr('transB', 0) === 1 ? 1 : 0] ?? 0,
  MatMul: (w) => w.at(-2) ?? w.at(-1) ?? 0,
};

function weightsPerElement(layer: Node): number {
  const weight = layer.input(1)?.constant?.dims;
  return weight === undefined ? 0 : (reductionAxes[layer.opType]?.(weight, layer) ?? 0);
}
