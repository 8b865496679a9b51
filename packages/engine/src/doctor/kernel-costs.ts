import { encodeToBuffer, parseModel } from '@octet/onnx';
import { createRunner, type ProvenNode, proveIntegers } from '@octet/runtime';
import { seededFeeds } from '../seeded-feeds.ts';

export interface KernelCost {
  readonly operator: string;
  /** Of the input, batch 1. */
  readonly shape: string;
  /** Median time of the kernel alone in one run at one thread, microseconds; conversions and layout changes around it are not counted. */
  readonly floatUs: number;
  readonly integerUs: number;
  /** floatUs / integerUs. */
  readonly ratio: number;
  /** The operator that ran on the integers; a float one where this onnxruntime has none for integers. */
  readonly kernel: string;
}

interface Bench {
  readonly operator: string;
  /** Of the input. */
  readonly dims: readonly number[];
  /** Operator and attributes, applied to the value and, where there is a weight, to it. */
  readonly call: (x: string, w: string) => string;
  readonly weight?: readonly number[];
}

const conv = (
  operator: string,
  [channels, size]: readonly [number, number],
  [filters, group, kernel]: readonly [number, number, number],
) => ({
  operator,
  dims: [1, channels, size, size],
  weight: [filters, channels / group, kernel, kernel],
  call: (x: string, w: string) => `Conv<group=${group}, pads=[${Array(4).fill((kernel - 1) / 2)}]>(${x}, ${w})`,
});
const unary = (op: string) => ({ operator: op, dims: [1, 64, 56, 56], call: (x: string) => `${op}(${x})` });

/** What the choices of integers or float hang on: dense, depthwise and first convolutions, products, and elementwise operators. */
const benches: readonly Bench[] = [
  conv('Conv 3×3', [64, 28], [64, 1, 3]),
  conv('Conv 1×1', [256, 14], [256, 1, 1]),
  conv('Conv 3×3, 3 channels in', [3, 112], [32, 1, 3]),
  conv('Conv 3×3, depthwise', [64, 28], [64, 64, 3]),
  conv('Conv 3×3, depthwise', [256, 14], [256, 256, 3]),
  { operator: 'MatMul', dims: [128, 768], weight: [768, 768], call: (x, w) => `MatMul(${x}, ${w})` },
  { operator: 'Add', dims: [1, 64, 56, 56], call: (x) => `Add(${x}, ${x})` },
  { operator: 'Mul', dims: [1, 64, 56, 56], call: (x) => `Mul(${x}, ${x})` },
  unary('Sigmoid'),
  unary('GlobalAveragePool'),
  { operator: 'Softmax', dims: [128, 768], call: (x) => `Softmax(${x})` },
];

/** Times the kernels of this machine, float against integers, by onnxruntime's profiler. Takes some seconds. */
export async function kernelCosts(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<KernelCost[]> {
  const costs: KernelCost[] = [];
  for (const bench of benches) {
    options.signal?.throwIfAborted();
    const float = await costOf(floatModel(bench), options);
    const integer = await costOf(integerModel(bench), options);
    costs.push({
      operator: bench.operator,
      shape: bench.dims.join('×'),
      floatUs: float.us,
      integerUs: integer.us,
      ratio: float.us / integer.us,
      kernel: integer.kernel,
    });
  }
  return costs;
}

function floatModel({ dims, weight, call }: Bench): string {
  const initializers = weight === undefined ? '' : `<float[${weight}] w = random(seed=1, std=0.05)>`;
  return `<ir_version: 8, opset_import: ["" : 17]> float_kernel (float[${dims}] x) => (y) ${initializers} { y = ${call('x', 'w')} }`;
}

function integerModel({ dims, weight, call }: Bench): string {
  const qdq = (from: string, to: string) => `q_${to} = QuantizeLinear(${from}, s, z) ${to} = DequantizeLinear(q_${to}, s, z)`;
  const initializers = [
    'float s = {0.01}',
    'uint8 z = {128}',
    ...(weight === undefined ? [] : ['float ws = {0.001}', 'int8 wz = {0}', `int8[${weight}] wq = random(seed=1, min=-127, max=127)`]),
  ];
  return `<ir_version: 8, opset_import: ["" : 17]> integer_kernel (float[${dims}] x) => (y) <${initializers.join(', ')}>
    { ${qdq('x', 'd')} ${weight === undefined ? '' : 'w = DequantizeLinear(wq, ws, wz)'} h = ${call('d', 'w')} ${qdq('h', 'y')} }`;
}

/** Conversions and layout changes, which a network pays at its borders and not at every operator. */
const border = new Set(['QuantizeLinear', 'DequantizeLinear', 'Transpose', 'ReorderInput', 'ReorderOutput']);

async function costOf(text: string, { signal }: { readonly signal?: AbortSignal | undefined }): Promise<{ us: number; kernel: string }> {
  const model = encodeToBuffer(parseModel(text));
  await using runner = await createRunner({ workers: 1 });
  await using session = await runner.open(model);
  const proof = await proveIntegers(model, [seededFeeds(session.inputs)], { runs: 40, ...(signal === undefined ? {} : { signal }) });
  const inner = proof.nodes.filter((n) => !border.has(n.opType));
  const largest = inner.reduce<ProvenNode | undefined>((a, b) => (a === undefined || b.timeUs > a.timeUs ? b : a), undefined);
  return { us: inner.reduce((sum, n) => sum + n.timeUs, 0), kernel: largest?.opType ?? '' };
}
