import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tensorOf } from '@octet/onnx';
import { expect, test } from 'vitest';
import { ramp } from '../fixture/arrays.ts';
import { collect } from '../fixture/collect.ts';
import { failure } from '../fixture/failure.ts';
import { tempFolder } from '../fixture/temp-folder.ts';
import { openDataset } from '../open-dataset.ts';
import { packDataset } from './pack-dataset.ts';
import { writeNpy } from './write-npy.ts';
import { writeNpz } from './write-npz.ts';

const inputs = [{ name: 'x', dtype: 'float32' as const, shape: ['N', 3, 2, 2] }];

test('a packed data set is read back with its labels and contract', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'x.zip');
  const contract = { inputs: { x: { scale: 0.5 } }, metric: 'top1' as const };
  await packDataset(path, { arrays: { x: ramp([5, 2, 2, 3], 'uint8') }, labels: [4, 3, 2, 1, 0], contract }, { compress: true });
  await using dataset = await openDataset(path, { inputs });
  expect(dataset.contract.metric).toBe('top1');
  const samples = await collect(dataset.samples());
  expect(samples.map((s) => s.label)).toEqual([4, 3, 2, 1, 0]);
  expect(samples[1]?.feeds['x']?.data).toEqual(Float32Array.from([12, 15, 18, 21, 13, 16, 19, 22, 14, 17, 20, 23], (v) => v / 2));
});

test('the same content gives the same bytes', async () => {
  await using folder = await tempFolder();
  const paths = ['a.npz', 'b.npz'].map((f) => join(folder.path, f));
  for (const path of paths) await writeNpz(path, { x: ramp([3, 2]), y: tensorOf.int64([1]) }, { compress: true });
  const [a, b] = await Promise.all(paths.map((p) => readFile(p)));
  expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
});

test('a write that fails leaves nothing behind', async () => {
  await using folder = await tempFolder();
  await folder.write('taken/x', '');
  await expect(writeNpy(join(folder.path, 'taken'), ramp([2]))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(await readdir(folder.path)).toEqual(['taken']);
  await expect(writeNpy('x.npy', { dtype: 'string', dims: [1], data: ['a'] })).rejects.toEqual(failure('dataset/wrong-dtype', /string/));
});
