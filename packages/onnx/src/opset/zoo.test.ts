import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareTensors, isRandom, randomFeeds, runModel, zooFile } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import type { Model } from '../ir/model.ts';
import type { Tensor } from '../ir/tensor.ts';
import { decodeModel } from '../serde/decode-model.ts';
import { verifyModel } from '../verify/verify-model.ts';
import { upgradeOpset } from './upgrade-opset.ts';

const folder = zooFile('.');
const files = folder === undefined ? [] : globSync('**/*.onnx', { cwd: folder }).sort();
const read = (file: string): Model => decodeModel(readFileSync(join(folder ?? '', file)));

type Tensors = Readonly<Record<string, Tensor>>;

/** What onnxruntime computes; undefined where it does not open or run the model (the conformance models hold many mistakes), or draws numbers. */
async function outputsOf(model: Model, feeds: () => Tensors): Promise<Tensors | undefined> {
  if (isRandom(model)) return undefined;
  try {
    const [once, twice] = [await runModel(model, feeds(), written), await runModel(model, feeds(), written)];
    return difference(once, twice) === undefined ? once : undefined;
  } catch {
    return undefined;
  }
}

const written = { optimization: 'disabled' } as const;

function difference(expected: Tensors, actual: Tensors): string | undefined {
  for (const [name, tensor] of Object.entries(expected)) {
    const other = actual[name];
    const found = other === undefined ? 'is missing' : compareTensors(tensor, other, { rtol: 1e-6, atol: 1e-6 });
    if (found !== undefined) return `output "${name}": ${found}`;
  }
  return undefined;
}

/** silero_vad wants 16 kHz said, and as many samples as that has in a frame. */
function feedsOf(file: string, model: Model): Tensors {
  const feeds = randomFeeds(model, 1);
  if (file !== 'silero_vad.onnx') return feeds;
  const floats = (dims: number[], n: number): Tensor => ({
    dtype: 'float32',
    dims,
    data: Float32Array.from({ length: n }, (_, i) => Math.sin(i)),
  });
  return {
    input: floats([1, 512], 512),
    state: floats([2, 1, 128], 256),
    sr: { dtype: 'int64', dims: [], data: BigInt64Array.of(16000n) },
  };
}

describe.skipIf(folder === undefined)('every model of the zoo below opset 17', () => {
  test('computes the same at opset 17, wherever onnxruntime runs it', async () => {
    let compared = 0;
    const wrong: string[] = [];
    for (const file of files) {
      const [before, after] = [read(file), read(file)];
      if (before.opset >= 17) continue;
      const expected = await outputsOf(before, () => feedsOf(file, before));
      if (expected === undefined) continue;
      compared++;
      try {
        expect(upgradeOpset(after).to).toBe(17);
        verifyModel(after);
        const found = difference(expected, await runModel(after, feedsOf(file, before), written));
        if (found !== undefined) wrong.push(`${file}: ${found}`);
      } catch (error) {
        wrong.push(`${file}: ${error}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(390);
  }, 60_000);

  test('changes as little as the ops demand', () => {
    const changes = (file: string) => {
      const { from, to, changed } = upgradeOpset(read(file));
      return [from, to, ...new Set(changed.map((c) => `${c.op}: ${c.what}`))];
    };
    expect(changes('squeezenet11_fp32_from_fp16.onnx')).toEqual([7, 17, 'Dropout: ratio went; inference does not use it']);
    expect(changes('mnist_cntk.onnx')).toEqual([8, 17]);
    expect(changes('yolox_nano.onnx')).toEqual([11, 17, 'Resize: empty inputs went']);
    expect(changes('cifar10_resnet20.onnx')).toEqual([13, 17]);
    expect(changes('silero_vad.onnx')).toEqual([16, 17]);
  });
});
