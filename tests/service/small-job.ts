import { readFile } from 'node:fs/promises';
import type { JobFiles } from '@octet/client';
import { images, workshop } from '../cli/small-network.ts';

/** A model that is quantized in a second, and data for it. `variant` makes other bytes of the same kind. */
export async function smallJob(variant = 0): Promise<JobFiles> {
  await using shop = await workshop();
  const model = await shop.model('small.onnx');
  const calibration = await shop.npz('calibration.npz', { image: images(24 + variant) });
  return { model: await file(model, 'small.onnx'), calibration: await file(calibration, 'calibration.npz') };
}

async function file(path: string, name: string): Promise<File> {
  return new File([await readFile(path)], name);
}
