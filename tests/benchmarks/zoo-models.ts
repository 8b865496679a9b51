import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetContract } from '@octet/datasets';
import type { DataName } from './data/data-sources.ts';

/** A pretrained model of the zoo and the data it is measured on. */
export interface ZooModel {
  /** As in tables and on the command line. */
  readonly name: string;
  /** File in the zoo's folder. */
  readonly file: string;
  readonly data: DataName;
  /** Preprocessing, `zoo/NAME.json`; absent where the generated samples are what the model takes. */
  readonly contract?: DatasetContract;
}

const contractOf = (name: string): DatasetContract => JSON.parse(readFileSync(join(import.meta.dirname, `zoo/${name}.json`), 'utf8'));

export const zooModels: readonly ZooModel[] = [
  { name: 'minicnn', file: 'minicnn.onnx', data: 'cifar10', contract: contractOf('minicnn') },
  { name: 'resnet20', file: 'cifar10_resnet20.onnx', data: 'cifar10', contract: contractOf('resnet20') },
  { name: 'mobilenetv1', file: 'mobilenetv1_025_224_imagenet1001.onnx', data: 'imagenet', contract: contractOf('mobilenetv1') },
  { name: 'squeezenet', file: 'squeezenet11_fp32_from_fp16.onnx', data: 'imagenet', contract: contractOf('squeezenet') },
  { name: 'yolox-nano', file: 'yolox_nano.onnx', data: 'coco', contract: contractOf('yolox-nano') },
  { name: 'ultraface', file: 'ultraface_rfb320.onnx', data: 'smooth-images', contract: contractOf('ultraface') },
  { name: 'mnist', file: 'mnist_cntk.onnx', data: 'mnist', contract: contractOf('mnist') },
  { name: 'silero-vad', file: 'silero_vad.onnx', data: 'speech-like' },
];

/** Folder of the model zoo; throws where it is not there. OCTET_ZOO overrides the place beside the repository. */
export function zooFolder(): string {
  const folder = process.env.OCTET_ZOO ?? join(import.meta.dirname, '../../../shared/zoo');
  if (!existsSync(folder)) throw new Error('the model zoo is not beside the repository (../shared/zoo); set OCTET_ZOO to its folder');
  return folder;
}

export function modelPath(model: ZooModel): string {
  return join(zooFolder(), model.file);
}

/** Those of `candidates` that a comma-separated list names; all without one. Throws for a name that is not among them. */
export function chosenModels(list: string | undefined, candidates: readonly string[]): ZooModel[] {
  const names = list?.split(',') ?? candidates;
  const unknown = names.find((n) => !candidates.includes(n));
  if (unknown !== undefined) throw new Error(`there is no model "${unknown}" here; there are ${candidates.join(', ')}`);
  return zooModels.filter((m) => names.includes(m.name));
}
