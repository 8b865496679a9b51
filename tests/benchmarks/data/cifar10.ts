import { join } from 'node:path';
import { type DatasetContract, fetchCifar10, packDataset, readCifar10 } from '@octet/datasets';
import type { Archives } from './data-sources.ts';

const calibrationCount = 512;

/** The first 512 images of data_batch_1, and the 10,000 of test_batch. Downloads CIFAR-10 (139 MB) if it is not in the cache. */
export async function packCifar10(folder: string, contract: DatasetContract): Promise<Archives> {
  const source = await fetchCifar10();
  const archives = { calibration: join(folder, 'calibration.zip'), evaluation: join(folder, 'evaluation.zip') };
  const calibration = await readCifar10(source, 'data_batch_1', { count: calibrationCount });
  await packDataset(archives.calibration, { arrays: { input: calibration.images }, contract });
  const evaluation = await readCifar10(source, 'test_batch');
  await packDataset(archives.evaluation, { arrays: { input: evaluation.images }, labels: evaluation.labels, contract });
  return archives;
}
