import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFeeds, runModel, zooFile } from '@octet/testing';
import { expect, test } from 'vitest';
import { Graph } from '../ir/graph.ts';
import type { Model } from '../ir/model.ts';
import type { Tensor } from '../ir/tensor.ts';
import { decodeModel } from '../serde/decode-model.ts';
import { parseModel } from '../text/parse-model.ts';
import { valueFacts } from './value-facts.ts';

const folder = zooFile('.');
const files = folder === undefined ? [] : globSync('**/*.onnx', { cwd: folder }).sort();

test.skipIf(folder === undefined)(
  'ranks and dtypes that follow are those of the running model, in every model of the zoo',
  async () => {
    const wrong: string[] = [];
    let ranks = 0;
    let dtypes = 0;
    for (const file of files) {
      const model = decodeModel(readFileSync(join(folder ?? '', file)));
      if (model.opset === 0) continue;
      const measured = await measure(model);
      if (measured === undefined) continue;
      // Inputs and constants alone say their types.
      for (const node of model.graph.nodes())
        for (const v of node.outputs) if (v !== undefined) Object.assign(v, { shape: undefined, dtype: undefined });
      const facts = valueFacts(model.graph);
      for (const node of model.graph.nodes()) {
        for (const v of node.outputs) {
          const tensor = v && measured[v.name];
          if (tensor === undefined) continue;
          const [rank, dtype] = [facts.rank(v), facts.dtype(v)];
          if (rank !== undefined) ranks++;
          if (dtype !== undefined) dtypes++;
          if (rank !== undefined && rank !== tensor.dims.length)
            wrong.push(`${file}: rank of ${node.opName} "${v?.name}" is ${tensor.dims.length}, not ${rank}`);
          if (dtype !== undefined && dtype !== tensor.dtype)
            wrong.push(`${file}: "${v?.name}" of ${node.opName} is ${tensor.dtype}, not ${dtype}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(ranks).toBeGreaterThan(1500);
    expect(dtypes).toBeGreaterThan(1200);
  },
  60_000,
);

/** Every value of the main graph, where onnxruntime runs the model. */
async function measure(model: Model): Promise<Readonly<Record<string, Tensor>> | undefined> {
  const exposed = model.clone();
  const { graph } = exposed;
  for (const node of graph.nodes()) for (const v of node.outputs) if (v !== undefined && !v.isOutput) graph.addOutput(v);
  try {
    return await runModel(exposed, randomFeeds(exposed, 1), { optimization: 'disabled' });
  } catch {
    return undefined;
  }
}

test('what does not follow stays unknown', () => {
  const { graph } = parseModel('g (x, float[2] a) => (y, z, s) { y = Add(x, a) z = other.Relu(a) s = Squeeze(a) }');
  const facts = valueFacts(graph);
  expect(graph.outputs.map((v) => [facts.rank(v), facts.dtype(v)])).toEqual([
    [undefined, 'float32'],
    [undefined, undefined],
    [undefined, 'float32'],
  ]);
});

test('a chain of 20 000 nodes needs no deep recursion', () => {
  const graph = new Graph('g');
  let last = graph.addInput('x', 'float32', [1, 2, 3]);
  for (let i = 0; i < 20_000; i++) last = graph.addNode('Relu', [last], { outputs: [`v${i}`] }).output;
  expect(valueFacts(graph).rank(last)).toBe(3);
});

test.each([
  ['float[3] a, float[3] b', 0],
  ['float[3] a, float[2,3,4] b', 2],
  ['float[2,4,3] a, float[3] b', 2],
  ['float[4,3] a, float[2,2,3,4] b', 4],
  ['float[4,3] a, b', undefined],
])('MatMul of (%s) has rank %s', (inputs, rank) => {
  const { graph } = parseModel(`g (${inputs}) => (y) { y = MatMul(a, b) }`);
  expect(valueFacts(graph).rank(graph.outputs[0])).toBe(rank);
});

test('shapes joined of themselves many times take no long time', () => {
  const nodes = Array.from({ length: 60 }, (_, i) => `v${i + 1} = Concat<axis=0>(v${i}, v${i})`).join(' ');
  const { graph } = parseModel(`g (int64[1] v0) => (v60) { ${nodes} }`);
  expect(valueFacts(graph).length(graph.outputs[0])).toBe(2 ** 60);
});
