import { gzipSync } from 'node:zlib';
import { tensorOf } from '@octet/onnx';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { DatasetContract } from './contract/contract.ts';
import { npy, npyWith, ramp } from './fixture/arrays.ts';
import { collect } from './fixture/collect.ts';
import { failure } from './fixture/failure.ts';
import { rawTar } from './fixture/raw-tar.ts';
import { rawZip } from './fixture/raw-zip.ts';
import { type TempFolder, tempFolder } from './fixture/temp-folder.ts';
import type { ModelInput } from './model-input.ts';
import { type OpenDatasetOptions, openDataset } from './open-dataset.ts';
import type { Sample } from './sample.ts';
import { writeNpz } from './write/write-npz.ts';

const x: ModelInput = { name: 'x', dtype: 'float32', shape: ['N', 2, 3] };
const image: ModelInput = { name: 'image', dtype: 'float32', shape: ['N', 3, 2, 2] };

async function read(
  path: string,
  inputs: readonly ModelInput[],
  options: Omit<OpenDatasetOptions, 'inputs'> & { indices?: readonly number[] } = {},
) {
  const { indices, ...rest } = options;
  await using dataset = await openDataset(path, { inputs, ...rest });
  return { dataset, samples: await collect(dataset.samples(indices)) };
}

/** The numbers that a sample feeds to an input. */
function floats(sample: Sample | undefined, input: string): Float32Array {
  return sample?.feeds[input]?.data as Float32Array;
}

/** A folder with these files, given as contents by name. */
async function filled(files: Readonly<Record<string, Uint8Array | string>>): Promise<TempFolder> {
  const folder = await tempFolder();
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  return folder;
}

const png = (rgb: readonly number[], size = 2) =>
  sharp(Buffer.from(Array.from({ length: size * size }, () => rgb).flat()), { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();

describe('arrays', () => {
  test('gives the same samples out of every container', async () => {
    await using folder = await tempFolder();
    const array = npy(ramp([4, 2, 3]));
    const labels = npy(tensorOf.int64([3, 1, 0, 2]));
    const tar = await rawTar([
      { name: 'top/x.npy', content: array },
      { name: 'top/labels.npy', content: labels },
    ]);
    await folder.write('folder/x.npy', array);
    await folder.write('folder/labels.npy', labels);
    await writeNpz(`${folder.path}/x.npz`, { x: ramp([4, 2, 3]), labels: tensorOf.int64([3, 1, 0, 2]) }, { compress: true });
    const paths = [
      `${folder.path}/folder`,
      `${folder.path}/x.npz`,
      await folder.write(
        'stored.zip',
        rawZip([
          { name: 'x.npy', content: array },
          { name: 'labels.npy', content: labels },
        ]),
      ),
      await folder.write(
        'deflated.zip',
        rawZip([
          { name: 'x.npy', content: array, deflate: true },
          { name: 'labels.npy', content: labels },
        ]),
      ),
      await folder.write('x.tar', tar),
      await folder.write('x.tar.gz', gzipSync(tar)),
    ];
    for (const path of paths) {
      const { dataset, samples } = await read(path, [x]);
      expect(dataset).toMatchObject({ count: 4, layout: 'arrays', labels: { kind: 'classes' } });
      expect(samples.map((s) => [s.index, s.label, s.feeds['x']?.dims.join(), floats(s, 'x')[0]])).toEqual([
        [0, 3, '1,2,3', 0],
        [1, 1, '1,2,3', 6],
        [2, 0, '1,2,3', 12],
        [3, 2, '1,2,3', 18],
      ]);
      const some = await read(path, [x], { indices: [3, 1] });
      expect(some.samples.map((s) => [s.index, s.label, floats(s, 'x')[5]])).toEqual([
        [1, 1, 11],
        [3, 2, 23],
      ]);
    }
  });

  test('serves a one-input model from a single array of any name, and a model with more inputs by name only', async () => {
    await using folder = await filled({ 'samples.npy': npy(ramp([4, 2, 3])) });
    expect((await read(folder.path, [x])).dataset.count).toBe(4);
    expect((await read(`${folder.path}/samples.npy`, [x])).dataset.count).toBe(4);
    const y: ModelInput = { ...x, name: 'y' };
    await expect(read(folder.path, [x, y])).rejects.toEqual(failure('dataset/wrong-name', /"samples".*"x", "y"/));
    await folder.write('y.npy', npy(ramp([4, 2, 3])));
    await expect(read(folder.path, [x, y])).rejects.toEqual(failure('dataset/wrong-name', /Name the array of "x"/));
  });

  test('feeds a scalar to every sample, and an array with the whole shape where the model has no batch axis first', async () => {
    await using folder = await filled({
      'x.npy': npy(ramp([4, 2, 3])),
      'rate.npy': npy(tensorOf.int64([16000], [])),
      'state.npy': npy(ramp([4, 2, 1, 2])),
    });
    const inputs: ModelInput[] = [x, { name: 'rate', dtype: 'int64', shape: [] }, { name: 'state', dtype: 'float32', shape: [2, 'N', 2] }];
    const { samples } = await read(folder.path, inputs);
    expect(samples[2]?.feeds['rate']).toEqual({ dtype: 'int64', dims: [], data: BigInt64Array.of(16000n) });
    expect(samples[2]?.feeds['state']).toEqual({ dtype: 'float32', dims: [2, 1, 2], data: Float32Array.of(8, 9, 10, 11) });
  });

  test('converts Fortran order, big-endian, float64, float16 and integers', async () => {
    const literal = (descr: string, fortran = 'False', shape = '(1, 2, 3)') =>
      `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
    const want = [0, 1, 2, 3, 4, 5];
    const swapped = Buffer.from(Float32Array.from(want).buffer.slice(0)).swap32();
    const files: Record<string, Uint8Array> = {
      fortran: npyWith(literal('<f4', 'True'), Buffer.from(Float32Array.of(0, 3, 1, 4, 2, 5).buffer)),
      big: npyWith(literal('>f4'), swapped),
      double: npyWith(literal('<f8'), Buffer.from(Float64Array.from(want).buffer)),
      half: npyWith(literal('<f2'), Buffer.from(Uint16Array.of(0, 0x3c00, 0x4000, 0x4200, 0x4400, 0x4500).buffer)),
      long: npyWith(literal('<i8'), Buffer.from(BigInt64Array.from(want, BigInt).buffer)),
    };
    for (const content of Object.values(files)) {
      await using folder = await filled({ 'x.npy': content });
      const { samples } = await read(folder.path, [x]);
      expect(samples[0]?.feeds['x']?.data).toEqual(Float32Array.from(want));
    }
  });

  test('refuses wrong shapes, wrong types, different counts, no samples and truncated arrays', async () => {
    const refuse = async (files: Record<string, Uint8Array>, inputs: ModelInput[], failed: unknown) => {
      await using folder = await filled(files);
      await expect(read(folder.path, inputs)).rejects.toEqual(failed);
    };
    const y: ModelInput = { ...x, name: 'y' };
    await refuse({ 'x.npy': npy(ramp([4, 3, 3])) }, [x], failure('dataset/wrong-shape', /\[3, 3\].*takes \[N, 2, 3\]/));
    await refuse({ 'x.npy': npy(ramp([4, 2, 3])) }, [{ ...x, shape: [8, 2, 3] }], failure('dataset/wrong-shape', /batches of exactly 8/));
    await refuse({ 'x.npy': npy(ramp([4, 2, 3])) }, [{ ...x, dtype: 'int64' }], failure('dataset/wrong-dtype', /float32.*int64/));
    await refuse({ 'x.npy': npy(ramp([4, 2, 3])), 'y.npy': npy(ramp([3, 2, 3])) }, [x, y], failure('dataset/wrong-shape', /3 samples.*4/));
    await refuse({ 'x.npy': npy(ramp([0, 2, 3])) }, [x], failure('dataset/empty', /0 samples/));
    await refuse({ 'x.npy': npy(ramp([4, 2, 3])).subarray(0, -1) }, [x], failure('dataset/bad-array', /truncated/));
    await refuse(
      { 'x.npy': npy(ramp([4, 2, 3])), 'labels.npy': npy(tensorOf.int64([1, 2])) },
      [x],
      failure('dataset/bad-labels', /2 labels for 4/),
    );
    await refuse(
      { 'x.npy': npy(ramp([2, 2, 3])), 'labels.npy': npy(tensorOf.int64([1, -2])) },
      [x],
      failure('dataset/bad-labels', /label 1 is -2/),
    );
  });

  test('names the sample and the element that is not finite', async () => {
    const bad = ramp([4, 2, 3]);
    (bad.data as Float32Array)[14] = Number.NaN;
    await using folder = await filled({ 'x.npy': npy(bad) });
    await expect(read(folder.path, [x])).rejects.toEqual(failure('dataset/non-finite', /sample 2 of "x.npy": element 2 .*NaN/));
    expect((await read(folder.path, [x], { indices: [0, 1, 3] })).samples).toHaveLength(3);
  });

  test('streams label maps with the samples', async () => {
    await using folder = await filled({ 'x.npy': npy(ramp([4, 2, 3])), 'labels.npy': npy(ramp([4, 2, 2], 'uint8')) });
    const { dataset, samples } = await read(folder.path, [x], { indices: [2] });
    expect(dataset.labels).toEqual({ kind: 'targets', dims: [2, 2] });
    expect(samples[0]?.label).toEqual({ dtype: 'float32', dims: [2, 2], data: Float32Array.of(8, 9, 10, 11) });
  });
});

describe('images', () => {
  test('takes labels from class folders in the order of their names, and moves channels to the front', async () => {
    await using folder = await filled({
      'dog/1.png': await png([1, 2, 3]),
      'cat/9.png': await png([4, 5, 6]),
      'cat/2.png': await png([7, 8, 9]),
    });
    const { dataset, samples } = await read(folder.path, [image]);
    expect(dataset.labels).toEqual({ kind: 'classes', values: Int32Array.of(0, 0, 1), names: ['cat', 'dog'] });
    expect(samples.map((s) => s.source)).toEqual(['cat/2.png', 'cat/9.png', 'dog/1.png']);
    expect(samples[2]?.feeds['image']).toEqual({
      dtype: 'float32',
      dims: [1, 3, 2, 2],
      data: Float32Array.of(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
    });
  });

  test('applies colour order, scale, mean, std and label offset of dataset.json', async () => {
    const contract: DatasetContract = { inputs: { image: { color: 'BGR', scale: 0.5, mean: [1, 2, 3], std: [1, 2, 4] } }, label_offset: 1 };
    await using folder = await filled({
      'b.png': await png([10, 20, 30]),
      'a.png': await png([10, 20, 30]),
      'labels.csv': 'file,label\nb.png,7\na.png,0\n',
      'dataset.json': JSON.stringify(contract),
    });
    const { samples } = await read(folder.path, [{ ...image, shape: ['N', 2, 2, 3] }]);
    expect(samples.map((s) => s.label)).toEqual([1, 8]);
    expect(floats(samples[0], 'image').slice(0, 3)).toEqual(Float32Array.of(14, 4, 0.5));
  });

  test('resizes and crops to the model, letterboxes where asked, feeds grey to a model with one channel', async () => {
    const wide = await sharp({ create: { width: 8, height: 4, channels: 3, background: { r: 100, g: 100, b: 100 } } })
      .jpeg()
      .toBuffer();
    await using folder = await filled({ 'a.jpg': wide });
    const grey: ModelInput = { name: 'g', dtype: 'float32', shape: [1, 1, 4, 4] };
    const plain = await read(folder.path, [grey]);
    expect(plain.samples[0]?.feeds['g']?.dims).toEqual([1, 1, 4, 4]);
    expect(new Set(floats(plain.samples[0], 'g'))).toEqual(new Set([100]));
    const boxed = await read(folder.path, [grey], { contract: { inputs: { g: { letterbox: { value: 114, anchor: 'top-left' } } } } });
    expect(Array.from(floats(boxed.samples[0], 'g'))).toEqual([...Array(8).fill(100), ...Array(8).fill(114)]);
  });

  test('refuses damaged images, giant headers and other formats, by file name', async () => {
    const good = await png([1, 2, 3], 64);
    const giant = Buffer.from(good);
    giant.writeUInt32BE(60_000, 16);
    giant.writeUInt32BE(60_000, 20);
    const refuse = async (content: Uint8Array, what: RegExp) => {
      await using folder = await filled({ 'a.png': content });
      await expect(read(folder.path, [image])).rejects.toEqual(failure('dataset/bad-image', what));
    };
    await refuse(giant, /"a.png"/);
    await refuse(good.subarray(0, good.length - 30), /"a.png" cannot be decoded/);
    await refuse(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /no png, jpeg or webp/);
  });

  test('refuses files beside class folders, and labels.csv that leaves files out or names others', async () => {
    const one = await png([1, 2, 3]);
    await using mixed = await filled({ 'cat/1.png': one, '2.png': one });
    await expect(read(mixed.path, [image])).rejects.toEqual(failure('dataset/unknown-layout', /"2.png" is beside/));
    await using missing = await filled({ 'a.png': one, 'b.png': one, 'labels.csv': 'a.png,0\n' });
    await expect(read(missing.path, [image])).rejects.toEqual(failure('dataset/bad-labels', /no label for "b.png"/));
    await missing.write('labels.csv', 'a.png,0\nb.png,1\nc.png,1\n');
    await expect(read(missing.path, [image])).rejects.toEqual(failure('dataset/bad-labels', /"c.png", which is not/));
  });

  test('asks for the layout where the shape does not tell it', async () => {
    await using folder = await filled({ 'a.png': await png([1, 2, 3], 3) });
    const open: ModelInput = { name: 'image', dtype: 'float32', shape: ['N', 3, 3, 3] };
    await expect(read(folder.path, [open])).rejects.toEqual(failure('dataset/bad-contract', /state "layout"/));
    expect((await read(folder.path, [open], { contract: { inputs: { image: { layout: 'NHWC' } } } })).samples).toHaveLength(1);
  });
});

describe('other layouts', () => {
  test('reads one .npy or .npz a sample, with or without the batch axis', async () => {
    await using folder = await filled({ 's/b.npy': npy(ramp([2, 3])), 's/a.npy': npy(ramp([1, 2, 3])), 't/c.npy': npy(ramp([2, 3])) });
    const { dataset, samples } = await read(folder.path, [x]);
    expect(dataset).toMatchObject({ layout: 'array-per-sample', labels: { names: ['s', 't'] } });
    expect(samples.map((s) => [s.source, s.label, s.feeds['x']?.dims.join()])).toEqual([
      ['s/a.npy', 0, '1,2,3'],
      ['s/b.npy', 0, '1,2,3'],
      ['t/c.npy', 1, '1,2,3'],
    ]);
    await using packs = await tempFolder();
    for (const name of ['1', '2']) await writeNpz(`${packs.path}/${name}.npz`, { x: ramp([2, 3]), y: ramp([2, 3]) });
    const both = await read(packs.path, [x, { ...x, name: 'y' }]);
    expect(both.samples.map((s) => Object.keys(s.feeds))).toEqual([
      ['x', 'y'],
      ['x', 'y'],
    ]);
    await expect(read(packs.path, [x, { ...x, name: 'z' }])).rejects.toEqual(failure('dataset/wrong-name', /"z"/));
  });

  test("reads ONNX's own test data, in the order of the sets and of the inputs", async () => {
    // TensorProto: dims 1, 2, 3 (field 1), data_type FLOAT (field 2), raw_data (field 9).
    const proto = (start: number) =>
      Buffer.concat([
        Buffer.from([8, 1, 8, 2, 8, 3, 16, 1, 0x4a, 24]),
        Buffer.from(Float32Array.from({ length: 6 }, (_, i) => start + i).buffer),
      ]);
    await using folder = await filled({
      'test_data_set_10/input_0.pb': proto(100),
      'test_data_set_2/input_0.pb': proto(20),
      'test_data_set_2/output_0.pb': 'ignored',
    });
    const { dataset, samples } = await read(folder.path, [x]);
    expect(dataset.layout).toBe('onnx-test-data');
    expect(samples.map((s) => [s.source, floats(s, 'x')[0]])).toEqual([
      ['test_data_set_2', 20],
      ['test_data_set_10', 100],
    ]);
    await expect(read(folder.path, [x, { ...x, name: 'y' }])).rejects.toEqual(failure('dataset/wrong-name', /1 input files, the model 2/));
    await expect(read(folder.path, [{ ...x, shape: [1, 9] }])).rejects.toEqual(failure('dataset/wrong-shape', /\[1, 2, 3\]/));
    await folder.write('test_data_set_2/input_0.pb', 'text');
    await expect(read(folder.path, [x])).rejects.toEqual(failure('dataset/bad-array', /no ONNX TensorProto/));
  });

  test('refuses an archive in an archive, an archive without samples and one of unknown files', async () => {
    await using folder = await tempFolder();
    const zip = async (...names: string[]) =>
      read(await folder.write('x.zip', rawZip(names.map((name) => ({ name, content: Buffer.from('{}') })))), [x]);
    await expect(zip('a.zip')).rejects.toEqual(failure('dataset/hostile-archive', /archives inside archives/));
    await expect(zip()).rejects.toEqual(failure('dataset/empty', /no samples/));
    await expect(zip('dataset.json')).rejects.toEqual(failure('dataset/empty', /no samples/));
    await expect(zip('a.txt', 'b.bin')).rejects.toEqual(failure('dataset/unknown-layout', /.txt, .bin/));
  });
});

describe('dataset.json', () => {
  test('refuses unknown fields, wrong values, unknown inputs and broken JSON, by name', async () => {
    const refuse = async (contract: unknown, failed: unknown) => {
      await using folder = await filled({
        'x.npy': npy(ramp([4, 2, 3])),
        'dataset.json': typeof contract === 'string' ? contract : JSON.stringify(contract),
      });
      await expect(read(folder.path, [x])).rejects.toEqual(failed);
    };
    await refuse({ means: 1 }, failure('dataset/bad-contract', /unknown field "means"/));
    await refuse({ inputs: { x: { meen: 1 } } }, failure('dataset/bad-contract', /unknown field "inputs.x.meen"/));
    await refuse({ inputs: { x: { layout: 'CHW' } } }, failure('dataset/bad-contract', /inputs.x.layout.*"NCHW" or "NHWC"/));
    await refuse({ inputs: { y: {} } }, failure('dataset/wrong-name', /"y".*"x"/));
    await refuse({ inputs: { x: { std: 0 } } }, failure('dataset/bad-contract', /above 0/));
    await refuse({ inputs: { x: { dtype: 'uint8' } } }, failure('dataset/wrong-dtype', /float32.*uint8/));
    await refuse('{', failure('dataset/bad-contract', /no valid JSON/));
    await refuse([], failure('dataset/bad-contract', /must be an object/));
  });

  test('is echoed with every field decided', async () => {
    await using folder = await filled({ 'a.png': await png([1, 2, 3]) });
    const { dataset } = await read(folder.path, [image]);
    expect(dataset.contract).toMatchObject({
      inputs: [
        {
          name: 'image',
          layout: 'NCHW',
          color: 'RGB',
          size: [2, 2],
          resize: 2,
          crop: [2, 2],
          scale: 1,
          mean: [0],
          std: [1],
          stated: false,
        },
      ],
      label_offset: 0,
      metric: null,
      split: { evaluation_share: 0.2, seed: 0 },
    });
  });
});
