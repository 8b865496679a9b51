import { encodeToBuffer, type Model, type Node, type Tensor, type Value } from '@octet/onnx';
import type { Integers } from '../convert/integers.ts';
import type { Weights } from '../convert/weights.ts';
import { isLinear } from '../linear/is-linear.ts';
import type { Feeds, Runner } from '../ports.ts';
import { withRanksOnly } from '../probe-shapes.ts';
import { type QParams, qlimits } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import { type IsolatedLayer, isolateLayers } from './isolated-layers.ts';
import { Sqnr } from './sqnr.ts';

export interface LayerAnalysis {
  readonly node: string;
  readonly op: string;
  readonly placement: 'integer' | 'float';
  readonly reason?: string;
  /** The value that stands for the layer's result: its output, or that of the rectifier it absorbed. */
  readonly value: string;
  /** At the layer's output, with only this layer on integers. */
  readonly aloneDb?: number;
  /** At the layer's output, with everything up to it quantized. Absent where the artifact has no such value. */
  readonly cumulativeDb?: number;
  /** Share of the layer's output integers at qmin or qmax. */
  readonly saturatedShare?: number;
}

/** Compares the layers of the artifact with FP32 on the same samples, paired by the value that both compute. */
export async function analyzeLayers(
  prepared: Model,
  artifact: { readonly model: Model; readonly integers: ReadonlyMap<string, Integers> },
  plan: Plan,
  options: { readonly runner: Runner; readonly samples: readonly Feeds[]; readonly weights: Weights },
): Promise<LayerAnalysis[]> {
  const layers = [...prepared.graph.nodes()].filter(isLinear).map((node) => ({ node, value: resultOf(node, plan) }));
  const integer = layers.filter(({ node }) => node.opType !== 'MatMul' && plan.nodes.get(node.name)?.placement === 'integer');
  const alone = await compareAlone(prepared, integer, artifact, options);
  const compared = layers.filter(({ value }) => artifact.integers.has(value.name)).map(({ value }) => value.name);
  const measured = await compare(prepared, artifact, compared, options);
  return layers.map(({ node, value }) => {
    const nodePlan = plan.nodes.get(node.name);
    const found = measured.get(value.name);
    const own = alone.get(value.name);
    return {
      node: node.name,
      op: node.opType,
      placement: nodePlan?.placement === 'integer' ? 'integer' : 'float',
      value: value.name,
      ...(nodePlan?.why === undefined ? {} : { reason: nodePlan.why.text }),
      ...(own === undefined ? {} : { aloneDb: own.db }),
      ...(found === undefined ? {} : { cumulativeDb: found.sqnr.db, saturatedShare: found.saturated / Math.max(1, found.count) }),
    };
  });
}

function resultOf(node: Node, plan: Plan): Value {
  const reader = node.output.soleConsumer;
  return reader !== undefined && plan.nodes.get(reader.name)?.placement === 'absorbed' ? reader.output : node.output;
}

async function compareAlone(
  prepared: Model,
  layers: readonly IsolatedLayer[],
  artifact: { readonly integers: ReadonlyMap<string, Integers> },
  { runner, samples, weights }: { readonly runner: Runner; readonly samples: readonly Feeds[]; readonly weights: Weights },
): Promise<Map<string, Sqnr>> {
  const isolated = isolateLayers(prepared, layers, { integers: artifact.integers, weights });
  const names = [...isolated.outputs.keys()];
  if (names.length === 0) return new Map();
  await using session = await runner.open(encodeToBuffer(exposing(withRanksOnly(isolated.model), names)));
  const measured = new Map(names.map((n) => [n, new Sqnr()]));
  for (const feeds of samples.slice(0, aloneSamples)) {
    const outputs = await session.run(feeds);
    for (const [value, copy] of isolated.outputs) measured.get(value)?.add(numbers(outputs[value]), numbers(outputs[copy]));
  }
  return measured;
}

/** One layer at a time loses so little by chance that a few samples tell. */
const aloneSamples = 2;

function numbers(t: Tensor | undefined): Float32Array {
  return t?.data as Float32Array;
}

interface Measured {
  readonly sqnr: Sqnr;
  saturated: number;
  count: number;
}

async function compare(
  prepared: Model,
  artifact: { readonly model: Model; readonly integers: ReadonlyMap<string, Integers> },
  values: readonly string[],
  { runner, samples }: { readonly runner: Runner; readonly samples: readonly Feeds[] },
): Promise<Map<string, Measured>> {
  const measured = new Map<string, Measured>(values.map((v) => [v, { sqnr: new Sqnr(), saturated: 0, count: 0 }]));
  if (values.length === 0) return measured;
  const integerName = (v: string) => (artifact.integers.get(v) as Integers).q.name;
  await using float = await runner.open(encodeToBuffer(exposing(withRanksOnly(prepared), values)));
  await using integer = await runner.open(encodeToBuffer(exposing(artifact.model, values.map(integerName))));
  for (const feeds of samples) {
    const expected = await float.run(feeds, values);
    const actual = await integer.run(feeds, [...new Set(values.map(integerName))]);
    for (const [value, m] of measured) {
      const { params } = artifact.integers.get(value) as Integers;
      add(m, expected[value] as Tensor, actual[integerName(value)] as Tensor, params);
    }
  }
  return measured;
}

function add(m: Measured, expected: Tensor, actual: Tensor, params: QParams): void {
  const q = actual.data as Uint8Array | Int8Array;
  const { qmin, qmax } = qlimits[params.dtype];
  const dequantized = Float32Array.from(q, (v) => (v - params.zeroPoint) * params.scale);
  m.sqnr.add(expected.data as Float32Array, dequantized);
  // 0 is where Relu's zeros are; being at that end is no saturation.
  for (const v of q) if ((v === qmax || v === qmin) && v !== params.zeroPoint) m.saturated++;
  m.count += q.length;
}

function exposing(source: Model, names: readonly string[]): Model {
  const model = source.clone();
  const wanted = new Set(names);
  for (const node of model.graph.nodes())
    for (const o of node.outputs) if (o !== undefined && wanted.has(o.name) && !o.isOutput) model.graph.addOutput(o);
  return model;
}
