import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cifar10Batch, cacheFolder, type DatasetContract, fetchCifar10, packDataset, readCifar10 } from '@octet/datasets';

export interface DemoArchives {
  /** 512 images of data_batch_1, without labels. */
  readonly calibration: string;
  /** The 10,000 images of test_batch, labelled. */
  readonly evaluation: string;
}

export interface ArchiveOptions {
  readonly signal?: AbortSignal;
  /** One line for people. */
  readonly say: (line: string) => void;
}

/** How MiniCNN takes its input (examples/minicnn/README.md). The archives hold the bytes of the images. */
const contract: DatasetContract = {
  inputs: { input: { layout: 'NCHW', color: 'RGB', scale: 1 / 255, mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] } },
};

/** Paths of the demo's two archives in the cache folder; what is not there yet is downloaded (139 MB) and packed. Each appears whole or not at all. */
export async function cifar10Archives(options: ArchiveOptions): Promise<DemoArchives> {
  const cache = await cacheFolder();
  const archives = { calibration: join(cache, 'cifar10-calibration-512.zip'), evaluation: join(cache, 'cifar10-evaluation-10000.zip') };
  if ((await exists(archives.calibration)) && (await exists(archives.evaluation))) return archives;
  const images = await fetchWithProgress(cache, options);
  options.say('packing the archives');
  await pack(archives.calibration, images, { batch: 'data_batch_1', count: 512, labelled: false });
  options.signal?.throwIfAborted();
  await pack(archives.evaluation, images, { batch: 'test_batch', count: 10_000, labelled: true });
  return archives;
}

async function fetchWithProgress(cache: string, { signal, say }: ArchiveOptions): Promise<string> {
  let saidTenths = -1;
  return fetchCifar10({
    cache,
    ...(signal && { signal }),
    onBytes(done, total) {
      const tenths = Math.floor((10 * done) / total);
      if (tenths <= saidTenths) return;
      saidTenths = tenths;
      say(`fetching CIFAR-10: ${(done / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`);
    },
  });
}

interface Part {
  readonly batch: Cifar10Batch;
  readonly count: number;
  readonly labelled: boolean;
}

async function pack(path: string, folder: string, { batch, count, labelled }: Part): Promise<void> {
  const { images, labels } = await readCifar10(folder, batch, { count });
  await packDataset(path, { arrays: { input: images }, contract, ...(labelled && { labels }) });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
