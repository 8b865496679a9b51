import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeModel, parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import type { PoolTask } from '../pool/worker-pool.ts';
import { measuringModel } from './measuring-model.ts';
import type { ObserveTask } from './observe-task.ts';
import { observedModel } from './observed-model.ts';

const model = parseModel(`
  <ir_version: 8, opset_import: ["" : 17]>
  one (float[1,3,40,40] x) => (float[1,16,40,40] y)
  <float[16,3,3,3] w = random(seed=1, std=0.3)> { y = Conv<pads=[1,1,1,1]>(x, w) }`);
const observations = [{ value: 'y', minimum: 'exact' as const }];

async function measuring(optimized: Uint8Array | undefined, answer: ObserveTask['answer']) {
  const directory = await mkdtemp(join(tmpdir(), 'octet-test-'));
  try {
    const optimizedModelPath = join(directory, 'optimized.onnx');
    if (optimized !== undefined) await writeFile(optimizedModelPath, optimized);
    const made = await measuringModel({
      observed: observedModel(model, observations),
      optimizedModelPath,
      measuringModelPath: join(directory, 'measuring.onnx'),
      observations,
      dims: [[1, 16, 40, 40]],
      wanted: 4096,
      stack: 1,
      thinning: true,
      observe: { call: async () => answer } as unknown as PoolTask<ObserveTask>,
    });
    return { made, written: decodeModel(await readFile(made.file.path)) };
  } finally {
    await rm(directory, { recursive: true });
  }
}

test('measures the ordinary graph, and says why, where the optimised one cannot be read', async () => {
  const { made, written } = await measuring(Uint8Array.of(1, 2, 3), 'unused');
  expect(made.method).toMatchObject({ name: 'ordinary', reason: expect.any(String) });
  expect(made.file.optimization).toBe('all');
  expect([...written.graph.nodes()].map((n) => n.opType)).toEqual([
    'Split',
    'Conv',
    'Reshape',
    'ReduceMax',
    'ReduceMin',
    'GatherND',
    'Concat',
    'Concat',
  ]);
});

test('measures the ordinary graph, and says why, where the self-check fails', async () => {
  const { encodeToBuffer } = await import('@octet/onnx');
  const { made } = await measuring(encodeToBuffer(observedModel(model, observations)), 'max of "y" differ from its tensor\'s');
  expect(made.method.name).toBe('ordinary');
  expect(made.method.reason).toContain('max of "y" differ');
});
