import { encodeToBuffer, parseModel } from '@octet/onnx';
import { type Backend, type CostRow, isCosted, kernelNs } from '@octet/quantizer';
import { type ProvenNode, proveIntegers } from '@octet/runtime';
import { seededFeeds } from '../seeded-feeds.ts';

export interface KernelCost {
  readonly operator: string;
  /** Of the input, batch 1. */
  readonly shape: string;
  /** Time of the kernel alone in one run at one thread, microseconds; conversions and layout changes around it are not counted. */
  readonly floatUs: number;
  readonly integerUs: number;
  /** floatUs / integerUs. */
  readonly ratio: number;
  /** What the cost table of this CPU's class says, where it has a row for such kernels. */
  readonly table?: { readonly row: CostRow; readonly floatUs: number; readonly integerUs: number; readonly ratio: number };
  /** The operator that ran on the integers; a float one where this onnxruntime has none for integers. */
  readonly kernel: string;
}

interface Bench {
  readonly operator: string;
  /** Of the input. */
  readonly dims: readonly number[];
  /** Of the output. */
  readonly out: readonly number[];
  /** Operator and attributes, applied to the value and, where there is a weight, to it. */
  readonly call: (x: string, w: string) => string;
  readonly weight?: readonly number[];
  readonly row?: CostRow;
}

const conv = (
  operator: string,
  [channels, size]: readonly [number, number],
  [filters, group, kernel]: readonly [number, number, number],
): Bench => ({
  operator,
  dims: [1, channels, size, size],
  out: [1, filters, size, size],
  weight: [filters, channels / group, kernel, kernel],
  call: (x, w) => `Conv<group=${group}, pads=[${Array(4).fill((kernel - 1) / 2)}]>(${x}, ${w})`,
  row: group === 1 ? 'dense' : group === channels ? 'depthwise' : 'grouped',
});
const product = (operator: string, [rows, inner, columns]: readonly [number, number, number]): Bench => ({
  operator,
  dims: [rows, inner],
  out: [rows, columns],
  weight: [inner, columns],
  call: (x, w) => `${operator}(${x}, ${w})`,
  row: 'product',
});
const maps = [1, 64, 56, 56];
const elementwise = (op: string, row: CostRow): Bench => ({
  operator: op,
  dims: maps,
  out: maps,
  call: (x) => (row === 'lut' ? `${op}(${x})` : `${op}(${x}, ${x})`),
  row,
});

/** What the choices of integers or float hang on: dense, depthwise and first convolutions, products, and elementwise operators. */
const benches: readonly Bench[] = [
  conv('Conv 3×3', [64, 28], [64, 1, 3]),
  conv('Conv 3×3', [128, 14], [128, 1, 3]),
  conv('Conv 3×3, 16 filters', [64, 28], [16, 1, 3]),
  conv('Conv 1×1', [256, 14], [256, 1, 1]),
  conv('Conv 1×1', [64, 28], [128, 1, 1]),
  conv('Conv 3×3, 3 channels in', [3, 112], [32, 1, 3]),
  conv('Conv 3×3, depthwise', [32, 56], [32, 32, 3]),
  conv('Conv 3×3, depthwise', [64, 28], [64, 64, 3]),
  conv('Conv 3×3, depthwise', [256, 14], [256, 256, 3]),
  conv('Conv 3×3, 4 groups', [128, 14], [128, 4, 3]),
  product('MatMul', [128, 768, 768]),
  product('Gemm', [16, 512, 512]),
  elementwise('Add', 'elementwise'),
  elementwise('Mul', 'elementwise'),
  elementwise('Sigmoid', 'lut'),
  { operator: 'GlobalAveragePool', dims: maps, out: [1, 64, 1, 1], call: (x) => `GlobalAveragePool(${x})` },
  { operator: 'Softmax', dims: [128, 768], out: [128, 768], call: (x) => `Softmax(${x})` },
];

/**
 * Times the kernels of this machine, float against integers, by onnxruntime's profiler, beside what the backend's cost table says. About half a
 * minute.
 */
export async function kernelCosts(backend: Backend, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<KernelCost[]> {
  const costs: KernelCost[] = [];
  for (const bench of benches) {
    options.signal?.throwIfAborted();
    const float = await costOf(floatModel(bench), bench.dims, options);
    const integer = await costOf(integerModel(bench), bench.dims, options);
    const table = tableOf(bench, backend);
    costs.push({
      operator: bench.operator,
      shape: bench.dims.join('×'),
      floatUs: float.us,
      integerUs: integer.us,
      ratio: float.us / integer.us,
      ...(table === undefined ? {} : { table }),
      kernel: integer.kernel,
    });
  }
  return costs;
}

function tableOf(bench: Bench, backend: Backend): KernelCost['table'] {
  const [node] = parseModel(floatModel(bench)).graph.nodes();
  if (bench.row === undefined || node === undefined || !isCosted(backend)) return undefined;
  const [floatUs, integerUs] = [kernelNs(node, 'float', backend) / 1000, kernelNs(node, 'integer', backend) / 1000];
  return { row: bench.row, floatUs, integerUs, ratio: floatUs / integerUs };
}

function floatModel({ dims, out, weight, call }: Bench): string {
  const initializers = weight === undefined ? '' : `<float[${weight}] w = random(seed=1, std=0.05)>`;
  return `<ir_version: 8, opset_import: ["" : 17]> float_kernel (float[${dims}] x) => (float[${out}] y) ${initializers} { y = ${call('x', 'w')} }`;
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

/** Of so many profiles the fastest: what disturbs a machine only adds. */
const profiles = 2;
const runs = 20;

async function costOf(
  text: string,
  dims: readonly number[],
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<{ us: number; kernel: string }> {
  const model = encodeToBuffer(parseModel(text));
  const feeds = [seededFeeds([{ name: 'x', dtype: 'float32', shape: dims }])];
  let us = Number.POSITIVE_INFINITY;
  let kernel = '';
  for (let i = 0; i < profiles; i++) {
    const proof = await proveIntegers(model, feeds, { runs, ...(signal === undefined ? {} : { signal }) });
    const inner = proof.nodes.filter((n) => !border.has(n.opType));
    const largest = inner.reduce<ProvenNode | undefined>((a, b) => (a === undefined || b.timeUs > a.timeUs ? b : a), undefined);
    us = Math.min(
      us,
      inner.reduce((sum, n) => sum + n.timeUs, 0),
    );
    kernel = largest?.opType ?? '';
  }
  return { us, kernel };
}
