import { existsSync } from 'node:fs';
import { writeZip } from '@octet/datasets';
import { encodeToBuffer, parseModel, type Tensor } from '@octet/onnx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { octet } from './run-octet.ts';
import { images, network, type Workshop, workshop } from './small-network.ts';

let bench: Workshop;
let model: string;
let data: string;

beforeAll(async () => {
  bench = await workshop();
  model = await bench.model('good.onnx');
  data = await bench.npz('good.npz', { image: images(40) });
});
afterAll(() => bench[Symbol.asyncDispose]());

interface Case {
  readonly model?: () => Promise<string>;
  readonly data?: () => Promise<string>;
  readonly recipe?: string;
  /** Where the output should go; default: a folder that is not there. */
  readonly out?: () => Promise<string>;
  readonly code: string;
  /** What the words must hold: the place, and what is wrong with it. */
  readonly says: RegExp;
}

const zip = async (name: string, entries: Readonly<Record<string, Uint8Array>>, compress = false) => {
  await writeZip(
    bench.path(name),
    Object.entries(entries).map(([entry, bytes]) => ({ name: entry, parts: [bytes] })),
    { compress },
  );
  return bench.path(name);
};

/** A local file header and directory that writeZip would refuse to write. */
const renamedZip = async (name: string, from: string, to: string) => {
  const { readFile } = await import('node:fs/promises');
  const bytes = await readFile(await zip(name, { [from]: new Uint8Array(8) }));
  const text = bytes.toString('latin1').replaceAll(from, to);
  return bench.file(name, Buffer.from(text, 'latin1'));
};

const withWeight = (change: (w: Float32Array) => void) => {
  const broken = parseModel(network);
  const w1 = broken.graph.find('w1')?.constant?.tensor as Tensor;
  change(w1.data as Float32Array);
  return bench.model('broken.onnx', broken);
};

const objects = Buffer.concat([
  Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
  Buffer.from([118, 0]),
  Buffer.from(`${"{'descr': '|O', 'fortran_order': False, 'shape': (2,), }".padEnd(117)}\n`),
  Buffer.alloc(16),
]);

const cases: Readonly<Record<string, Case>> = {
  'a text file as model': {
    model: () => bench.file('text.onnx', 'hello, world\n'),
    code: 'model/malformed',
    says: /not an ONNX file.*hello/s,
  },
  'an empty file as model': { model: () => bench.file('empty.onnx', ''), code: 'model/malformed', says: /empty/ },
  'a truncated model': {
    model: async () => bench.file('cut.onnx', encodeToBuffer(parseModel(network)).slice(0, 900)),
    code: 'model/malformed',
    says: /cut off|byte/,
  },
  'a model that is not there': { model: async () => bench.path('none.onnx'), code: 'usage', says: /none\.onnx.*no such file/s },
  'NaN in the weights': {
    model: () =>
      withWeight((w) => {
        w[7] = Number.NaN;
      }),
    code: 'model/non-finite-weights',
    says: /"w1".*Conv "conv".*NaN at element 7/s,
  },
  'a model that is quantized already': {
    model: () =>
      bench.model(
        'quantized.onnx',
        `<ir_version: 8, opset_import: ["" : 17]> g (float[N,4,12,12] image) => (float[N,4,12,12] y) <float s = {0.1}, uint8 z = {0}>
         { [q] h = QuantizeLinear(image, s, z) y = DequantizeLinear(h, s, z) }`,
      ),
    code: 'model/already-quantized',
    says: /QuantizeLinear "q"/,
  },
  'calibration data that are not there': {
    data: async () => bench.path('none.npz'),
    code: 'dataset/unreadable',
    says: /none\.npz.*no such file/s,
  },
  'arrays under other names than the inputs': {
    data: () => bench.npz('names.npz', { a: images(40), b: images(40) }),
    code: 'dataset/wrong-name',
    says: /"image"/,
  },
  'samples of another shape': {
    data: () => bench.npz('shape.npz', { image: images(40, [4, 11, 12]) }),
    code: 'dataset/wrong-shape',
    says: /\[4, 11, 12\].*"image"/s,
  },
  'fractions for an input of integers': {
    model: () =>
      bench.model(
        'ids.onnx',
        network.replace('float[N,4,12,12] image', 'int64[N,4,12,12] ids').replace('{ ', '{ image = Cast<to=1>(ids) '),
      ),
    data: () => bench.npz('dtype.npz', { ids: images(40) }),
    code: 'dataset/wrong-dtype',
    says: /float32.*"ids".*int64/s,
  },
  'no samples': { data: () => bench.npz('zero.npz', { image: images(0) }), code: 'dataset/empty', says: /0 samples/ },
  'NaN in a sample': {
    data: () => bench.npz('nan.npz', { image: images(40, [4, 12, 12], Number.NaN) }),
    code: 'dataset/non-finite',
    says: /sample 0/,
  },
  'an array of Python objects': { data: () => bench.file('objects.npy', objects), code: 'dataset/bad-array', says: /objects/ },
  'a zip bomb': {
    data: () => zip('bomb.zip', { 'image.npy': new Uint8Array(80 << 20) }, true),
    code: 'dataset/hostile-archive',
    says: /image\.npy/,
  },
  'an entry that climbs out': {
    data: () => renamedZip('climb.zip', 'aaaimage.npy', '../image.npy'),
    code: 'dataset/hostile-archive',
    says: /\.\.\/image\.npy/,
  },
  'an entry with an absolute path': {
    data: () => renamedZip('absolute.zip', 'aimage.npy', '/image.npy'),
    code: 'dataset/hostile-archive',
    says: /\/image\.npy/,
  },
  'an exclusion that matches nothing': { recipe: '{"exclude":[{"name":"/nothing/"}]}', code: 'recipe/no-match', says: /nothing/ },
  'an override of no value': { recipe: '{"overrides":[{"value":"nothing","min":0,"max":1}]}', code: 'recipe/no-match', says: /nothing/ },
  'a recipe with an unknown field': { recipe: '{"calibrate":{}}', code: 'recipe/invalid', says: /calibrate/ },
  'a model of an operator that onnxruntime does not know': {
    model: () =>
      bench.model(
        'unknown.onnx',
        `<ir_version: 8, opset_import: ["" : 17]> g (float[N,4,12,12] image) => (y) { [odd] y = NoSuchOp(image) }`,
      ),
    code: 'runtime/load-failed',
    says: /NoSuchOp/,
  },
  'an output that leads through a file': {
    out: async () => `${await bench.file('file', '')}/out`,
    code: 'output/unwritable',
    says: /is a file/,
  },
  'an empty recipe file': { recipe: '', code: 'recipe/invalid', says: /JSON/ },
  'a recipe that is no JSON': { recipe: '{', code: 'recipe/invalid', says: /JSON/ },
};

test.concurrent.each(Object.entries(cases))(
  '%s is refused with code, place and fix, and nothing is written',
  { timeout: 60_000 },
  async (name, c) => {
    const out = (await c.out?.()) ?? bench.path(`out-${name.replaceAll(' ', '-')}`);
    const args = ['quantize', (await c.model?.()) ?? model, '--calibration', (await c.data?.()) ?? data, '--out', out, '--json'];
    if (c.recipe !== undefined) args.push('--recipe', await bench.file(`${name.replaceAll(' ', '-')}.json`, c.recipe));
    const { code, stdout, stderr } = await octet(args);
    const { problem } = JSON.parse(stdout) as { problem: { code: string; fix: string } };
    expect(problem.code).toBe(c.code);
    expect(problem.fix).not.toBe('');
    expect(stderr).toMatch(c.says);
    expect(stderr).toContain(`[${c.code}]`);
    expect(code).toBe(c.code === 'usage' ? 64 : 1);
    expect(existsSync(out)).toBe(false);
  },
);

test('the words of a refusal are short, and the same as the JSON problem', { timeout: 30_000 }, async () => {
  const missing = bench.path('missing.onnx');
  const { code, stdout, stderr } = await octet(['quantize', missing, '--calibration', data, '--quiet']);
  expect(code).toBe(64);
  expect(stdout).toBe('');
  expect(stderr.split('\n')).toEqual([
    `octet: The model ${missing} cannot be opened: there is no such file.`,
    '  fix: Run octet --help.',
    '  [usage] docs/problems/usage.md',
    '',
  ]);
});

test('a usage fault is a JSON problem too where JSON is asked for', async () => {
  const { code, stdout } = await octet(['quantize', model, '--json']);
  expect(code).toBe(64);
  expect(JSON.parse(stdout)).toMatchObject({ problem: { code: 'usage', detail: expect.stringContaining('--calibration') } });
});

test.each([
  ['a command that is not known', ['quantise', 'm.onnx']],
  ['a number of workers that is none', ['quantize', 'm.onnx', '--calibration', 'd.npz', '--workers', '0']],
  ['a target that is not known', ['inspect', 'm.onnx', '--target', 'gpu']],
  ['an argument too many', ['inspect', 'a.onnx', 'b.onnx']],
  ['no command', []],
])('%s is a usage fault', async (_, args) => {
  const { code, stdout, stderr } = await octet(args);
  expect(code).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/\[usage\]|Usage:/);
});

test('a command without its data is a usage fault', async () => {
  const { code, stderr } = await octet(['quantize', model]);
  expect(code).toBe(64);
  expect(stderr).toContain("required option '--calibration <data>' not specified");
});

test('a flag that is not known is a usage fault, with a hint', async () => {
  const { code, stderr } = await octet(['quantize', model, '--calibration', data, '--evaluaton', data]);
  expect(code).toBe(64);
  expect(stderr).toMatch(/--evaluaton.*--evaluation/s);
});
