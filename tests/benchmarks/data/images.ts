import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DatasetContract, writeZip, type ZipMember } from '@octet/datasets';
import { zooFolder } from '../zoo-models.ts';
import type { Archives } from './data-sources.ts';

/** The zoo's own JPEG files, each part of `data/SET` as a zip with its labels.csv, if it has one, and the contract. */
export async function packImages(set: 'imagenet' | 'coco', folder: string, contract: DatasetContract): Promise<Archives> {
  const pack = async (part: 'calibration' | 'evaluation'): Promise<string> => {
    const from = join(zooFolder(), 'data', set, part);
    const names = (await readdir(from)).filter((n) => n.endsWith('.jpg') || n === 'labels.csv').sort();
    const files = names.map(async (name): Promise<ZipMember> => ({ name, parts: [await readFile(join(from, name))] }));
    const stated = { name: 'dataset.json', parts: [Buffer.from(JSON.stringify(contract))] };
    const archive = join(folder, `${part}.zip`);
    await writeZip(archive, [stated, ...(await Promise.all(files))], { compress: false });
    return archive;
  };
  return { calibration: await pack('calibration'), evaluation: await pack('evaluation') };
}
