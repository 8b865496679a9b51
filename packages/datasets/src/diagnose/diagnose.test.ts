import { tensorOf } from '@octet/onnx';
import { describe, expect, test } from 'vitest';
import type { DatasetContract } from '../contract/contract.ts';
import { resolveContract } from '../contract/resolve-contract.ts';
import type { Labels, Sample } from '../sample.ts';
import { seededRandom } from '../split/seeded-random.ts';
import { diagnoseSamples } from './diagnose.ts';

const inputs = [{ name: 'x', dtype: 'float32' as const, shape: ['N', 3, 16, 16] }];
const random = seededRandom(20250101);
const unit = () => random.below(1 << 24) / (1 << 24);
const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());

/** Smooth, like a photograph: two waves of random direction, 0 to 1. */
function photo(): Float32Array {
  const [a, b, c, d] = [unit(), unit(), unit() * 6, unit() * 6];
  return Float32Array.from({ length: 3 * 256 }, (_, i) => {
    const x = i % 16;
    const y = (i >> 4) % 16;
    return 0.5 + 0.25 * Math.sin((a * x) / 2 + c) + 0.25 * Math.cos((b * y) / 2 + d + (i >> 8));
  });
}

async function codes(
  images: readonly Float32Array[],
  about: { contract?: DatasetContract; storedAsBytes?: boolean; labels?: Labels } = {},
) {
  const samples = images.map(
    (data, index): Sample => ({ index, source: `${index}.png`, feeds: { x: tensorOf.float32(data, [1, 3, 16, 16]) } }),
  );
  const result = await diagnoseSamples(samples, {
    count: images.length,
    contract: resolveContract(inputs, about.contract ?? {}),
    storedAsBytes: about.storedAsBytes ? ['x'] : [],
    ...(about.labels === undefined ? {} : { labels: about.labels }),
  });
  return result.findings.map((f) => `${f.severity} ${f.code}`);
}

const photos = (count: number, change: (v: number) => number = (v) => v) => Array.from({ length: count }, () => photo().map(change));

test('finds nothing wrong with ordinary images', async () => {
  expect(await codes(photos(40))).toEqual([]);
});

test('asks for more samples below 32', async () => {
  expect(await codes(photos(31))).toEqual(['warning few-samples']);
});

describe('contents', () => {
  test('some constant or repeated samples are a warning, nothing else an error', async () => {
    const [first = photo()] = photos(1);
    expect(await codes([...photos(39), new Float32Array(768).fill(3)])).toEqual(['warning constant-samples']);
    expect(await codes([...photos(38), first, first])).toEqual(['warning duplicate-samples']);
    expect(await codes(Array.from({ length: 40 }, () => first))).toEqual(['error duplicate-samples']);
    expect(await codes(Array.from({ length: 40 }, (_, i) => new Float32Array(768).fill(i)))).toContain('error constant-samples');
  });

  test('noise is recognized, images with some noise are not taken for it', async () => {
    const gauss = Array.from({ length: 40 }, () => Float32Array.from({ length: 768 }, normal));
    expect(await codes(gauss)).toEqual(['warning noise']);
    expect(await codes(photos(40, (v) => v + normal() / 20))).toEqual([]);
    expect(await codes([...gauss.slice(0, 19), ...photos(21)])).not.toContain('warning noise');
  });

  test('one sample scaled by 50 stands out, one scaled by 3 does not', async () => {
    const scaled = (factor: number) => [...photos(39), photo().map((v) => v * factor)];
    expect(await codes(scaled(50))).toEqual(['warning outlier-sample']);
    expect(await codes(scaled(3))).toEqual([]);
  });

  test('halves of different range are a drift, halves of the same are none', async () => {
    expect(await codes([...photos(20), ...photos(20, (v) => v * 2)])).toEqual(['warning range-drift']);
    expect(await codes([...photos(20), ...photos(20, (v) => v * 1.1)])).toEqual([]);
  });
});

describe('preprocessing', () => {
  const contract = (x: object): { contract: DatasetContract } => ({ contract: { inputs: { x } } });

  test('bytes without any stated preprocessing are a warning, with a stated scale none', async () => {
    const bytes = photos(40, (v) => v * 255);
    expect(await codes(bytes, { storedAsBytes: true })).toEqual(['warning preprocessing-unstated']);
    expect(await codes(bytes, { storedAsBytes: true, ...contract({ scale: 1 }) })).toEqual([]);
  });

  test('a mean and std of 0..1 on values of 0..255 are found out', async () => {
    const norm = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    expect(
      await codes(
        photos(40, (v) => (v * 255 - 0.456) / 0.224),
        contract(norm),
      ),
    ).toEqual(['warning outside-preprocessing']);
    expect(
      await codes(
        photos(40, (v) => (v - 0.456) / 0.224),
        contract({ ...norm, scale: 1 / 255 }),
      ),
    ).toEqual([]);
    expect(
      await codes(
        photos(40, (v) => v * 2 - 1),
        contract({ scale: 1 / 127.5, mean: 1 }),
      ),
    ).toEqual([]);
  });

  test('a well-known mean in the other channel order is suspicious, in its own it is not', async () => {
    const caffe = { mean: [104, 117, 123] };
    const image = photos(40, (v) => v * 255 - 115);
    expect(await codes(image, contract({ ...caffe, color: 'RGB' }))).toEqual(['warning channel-order']);
    expect(await codes(image, contract({ ...caffe, color: 'BGR' }))).toEqual([]);
    expect(await codes(image, contract({ mean: [100, 110, 120], color: 'RGB' }))).toEqual([]);
  });

  test('values far beyond bytes are a warning where nothing is stated', async () => {
    expect(await codes(photos(40, (v) => v * 5000))).toEqual(['warning large-values']);
    expect(await codes(photos(40, (v) => v * 255))).toEqual([]);
  });
});

test('numbers as class folders whose text order is not theirs are pointed out', async () => {
  const labels = (names: readonly string[]): { labels: Labels } => ({ labels: { kind: 'classes', values: new Int32Array(40), names } });
  expect(await codes(photos(40), labels(['0', '1', '10', '2']))).toEqual(['warning numeric-class-folders']);
  expect(await codes(photos(40), labels(['00', '01', '02', '10']))).toEqual([]);
  expect(await codes(photos(40), labels(['cat', 'dog']))).toEqual([]);
});
