import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tensor } from '@octet/onnx';
import sharp from 'sharp';
import { DatasetError } from '../errors.ts';

export const cifar10Batches = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'] as const;
export type Cifar10Batch = (typeof cifar10Batches)[number];

export interface Cifar10Images {
  /** uint8 [N, 32, 32, 3], RGB. */
  readonly images: Tensor;
  /** 0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog, 7 horse, 8 ship, 9 truck. */
  readonly labels: Uint8Array;
}

const batchImages = 10_000;
const imageBytes = 32 * 32 * 3;

/** The first `count` (default all 10,000) images of a batch, out of the folder that `fetchCifar10` answers. Row i of a PNG is image i. */
export async function readCifar10(folder: string, batch: Cifar10Batch, options: { readonly count?: number } = {}): Promise<Cifar10Images> {
  const count = Math.min(options.count ?? batchImages, batchImages);
  const file = `${batch}.png`;
  try {
    const { data, info } = await sharp(join(folder, file))
      .extract({ left: 0, top: 0, width: 1024, height: count })
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3 || data.length !== count * imageBytes) throw new Error(`${info.width}x${info.height}x${info.channels}`);
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
    const labels = await readLabels(folder, batch);
    return { images: { dtype: 'uint8', dims: [count, 32, 32, 3], data: pixels }, labels: labels.slice(0, count) };
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError('dataset/unreadable', `CIFAR-10: "${file}" is not as published; remove the cache folder and run again.`, {
      where: file,
      cause,
    });
  }
}

async function readLabels(folder: string, batch: Cifar10Batch): Promise<Uint8Array> {
  // Spelled so by its author.
  const file = batch === 'test_batch' ? 'test_lables.json' : 'train_lables.json';
  const all: unknown = JSON.parse(await readFile(join(folder, file), 'utf8'));
  const start = batch === 'test_batch' ? 0 : cifar10Batches.indexOf(batch) * batchImages;
  const labels = Array.isArray(all) ? all.slice(start, start + batchImages) : [];
  if (labels.length !== batchImages || !labels.every((l) => Number.isInteger(l) && l >= 0 && l <= 9)) {
    throw new DatasetError('dataset/unreadable', `CIFAR-10: "${file}" is not as published; remove the cache folder and run again.`, {
      where: file,
    });
  }
  return Uint8Array.from(labels as number[]);
}
