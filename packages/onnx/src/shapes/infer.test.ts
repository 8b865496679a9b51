import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFeeds, runModel, zooFile } from '@octet/testing';
import { expect, test } from 'vitest';
import { Graph } from '../ir/graph.ts';
import type { Model } from '../ir/model.ts';
import type { Shape, Tensor } from '../ir/tensor.ts';
import { decodeModel } from '../serde/decode-model.ts';
import { parseModel } from '../text/parse-model.ts';
import { inferShapes } from './infer.ts';
import { knownOf } from './known.ts';

const folder = zooFile('.');
const files = folder === undefined ? [] : globSync('**/*.onnx', { cwd: folder }).sort();

test.skipIf(folder === undefined)(
  'types and sizes that follow are those of the running model, in every model of the zoo that onnxruntime runs',
  async () => {
    const wrong: string[] = [];
    const seen = { types: 0, shapes: 0 };
    for (const file of files) {
      const model = decodeModel(readFileSync(join(folder ?? '', file)));
      const measured = model.opset === 0 ? undefined : await measure(model);
      if (measured === undefined) continue;
      // Only inputs and constants say what they are; then the inputs say no sizes either.
      for (const isFed of [true, false]) {
        const known = inferShapes(model.graph, ({ name, constant, isConstant, producer, dtype, shape }) => {
          if (constant !== undefined && (isFed ? !(name in measured.feeds) : isConstant)) return knownOf(constant);
          if (producer !== undefined) return {};
          return isFed ? { dtype, dims: measured.feeds[name]?.dims } : { dtype, dims: shape?.map(() => null) };
        });
        for (const value of [...model.graph.nodes()].flatMap((n) => n.outputs)) {
          const tensor = value && measured.outputs[value.name];
          if (tensor === undefined) continue;
          const { dtype, dims, data } = known(value);
          const agrees =
            (dtype ?? tensor.dtype) === tensor.dtype &&
            (dims === undefined ||
              (dims.length === tensor.dims.length && dims.every((d, i) => typeof d !== 'number' || d === tensor.dims[i]))) &&
            (data === undefined || areEqual(data(), tensor.data));
          if (!agrees)
            wrong.push(
              `${file}: "${value?.name}" of ${value?.producer?.opName} is ${said(tensor)}, not ${said({ dtype, dims, data: data?.() })}`,
            );
          if (!isFed) continue;
          if (dtype !== undefined) seen.types += 1;
          if (dims?.every((d) => typeof d === 'number') === true) seen.shapes += 1;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(seen.types).toBeGreaterThanOrEqual(2450);
    expect(seen.shapes).toBeGreaterThanOrEqual(2430);
  },
  120_000,
);

const said = ({ dtype, dims, data }: { dtype?: unknown; dims?: Shape | undefined; data?: Tensor['data'] | undefined }) =>
  `${dtype}[${dims?.join()}]${(data?.length ?? 99) > 9 ? '' : ` {${data?.join()}}`}`;

const areEqual = (a: Tensor['data'], b: Tensor['data']): boolean =>
  a.length === b.length && a.every((x: unknown, i: number) => Object.is(x, b[i]) || x === b[i]);

/** Every value of the main graph, where onnxruntime runs the model. */
async function measure(model: Model): Promise<Readonly<Record<'feeds' | 'outputs', Readonly<Record<string, Tensor>>>> | undefined> {
  const exposed = model.clone();
  const { graph } = exposed;
  for (const node of graph.nodes()) for (const v of node.outputs) if (v !== undefined && !v.isOutput) graph.addOutput(v);
  try {
    const feeds = randomFeeds(exposed, 1);
    return { feeds, outputs: await runModel(exposed, feeds, { optimization: 'disabled' }) };
  } catch {
    return undefined;
  }
}

test('what does not follow stays unknown', () => {
  const { graph } = parseModel(`g (x, float[2] a, float[N,M] n) => (y, z, s, r, c) <int64[2] t = {-1, 0}> {
    y = Add(x, a) z = other.Relu(a) s = Squeeze(n) r = Reshape(n, t) c = constructor(a) }`);
  const known = inferShapes(graph);
  expect(graph.outputs.map((v) => [known(v).dtype, known(v).dims])).toEqual([
    ['float32', undefined],
    [undefined, undefined],
    ['float32', undefined],
    ['float32', [null, 'M']],
    [undefined, undefined],
  ]);
});

test('sizes that the model leaves free keep their names', () => {
  const { graph } = parseModel(`g (float[N,3,H,W] x, float[N,1,1,1] b) => (y, f) <float[8,3,1,1] w = random(seed=1)> {
    c = Conv(x, w) y = Mul(c, b) p = GlobalAveragePool(c) f = Flatten(p) }`);
  const known = inferShapes(graph);
  expect(graph.outputs.map((v) => known(v).dims)).toEqual([
    ['N', 8, null, null],
    ['N', 8],
  ]);
});

test.each([
  ['sizes that cannot be broadcast', 'float[2,3] a, float[2,4] b', 'Add(a, b)'],
  ['an inner size of two values', 'float[2,3] a, float[4,5] b', 'MatMul(a, b)'],
  ['a kernel that does not fit', 'float[1,1,2,2] a, float[1,1,5,5] b', 'Conv(a, b)'],
  ['an axis that is none', 'float[2,3] a, int64[1] b', 'Gather<axis=2>(a, b)'],
  ['a rank without end', 'float[1] a, int64[4611686018427387904] b', 'Reshape(a, b)'],
])('of %s nothing is claimed but the type', (_what, inputs, node) => {
  const { graph } = parseModel(`g (${inputs}) => (y) { y = ${node} }`);
  expect(inferShapes(graph)(graph.outputs[0])).toEqual({ dtype: 'float32', dims: undefined });
});

test('a chain of 20 000 nodes needs no deep recursion', () => {
  const graph = new Graph('g');
  let last = graph.addInput('x', 'float32', [1, 2, 3]);
  for (let i = 0; i < 20_000; i++) last = graph.addNode('Relu', [last], { outputs: [`v${i}`] }).output;
  expect(inferShapes(graph)(last).dims).toEqual([1, 2, 3]);
});

test.each([
  ['float[3] a, float[3] b', 0],
  ['float[3] a, float[2,3,4] b', 2],
  ['float[2,4,3] a, float[3] b', 2],
  ['float[4,3] a, float[2,2,3,4] b', 4],
  ['float[4,3] a, b', undefined],
])('MatMul of (%s) has rank %s', (inputs, rank) => {
  const { graph } = parseModel(`g (${inputs}) => (y) { y = MatMul(a, b) }`);
  expect(inferShapes(graph)(graph.outputs[0]).dims?.length).toBe(rank);
});

test('shapes joined of themselves many times take no long time', () => {
  const nodes = Array.from({ length: 60 }, (_, i) => `v${i + 1} = Concat<axis=0>(v${i}, v${i})`).join(' ');
  const { graph } = parseModel(`g (int64[1] v0) => (v60) { ${nodes} }`);
  expect(inferShapes(graph)(graph.outputs[0]).dims).toEqual([2 ** 60]);
});
