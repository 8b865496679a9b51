import type { DatasetContract } from '@octet/datasets';
import { packCifar10 } from './cifar10.ts';
import { packImages } from './images.ts';
import { packMnist } from './mnist.ts';
import { packSmoothImages } from './smooth-images.ts';
import { packSpeechLike } from './speech-like.ts';

export interface Archives {
  readonly calibration: string;
  readonly evaluation: string;
}

/** Packs calibration and evaluation archives with a preprocessing contract into a folder. */
export type PackArchives = (folder: string, contract: DatasetContract) => Promise<Archives>;

/** Where samples come from. `smooth-images` and `speech-like` are generated from a seed, for models without data at hand. */
export const dataSources = {
  cifar10: packCifar10,
  imagenet: (folder, contract) => packImages('imagenet', folder, contract),
  coco: (folder, contract) => packImages('coco', folder, contract),
  mnist: packMnist,
  'smooth-images': packSmoothImages,
  'speech-like': packSpeechLike,
} as const satisfies Record<string, PackArchives>;

export type DataName = keyof typeof dataSources;
