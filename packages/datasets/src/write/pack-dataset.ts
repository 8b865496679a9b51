import type { Writable } from 'node:stream';
import { type Tensor, tensorOf } from '@octet/onnx';
import type { DatasetContract } from '../contract/contract.ts';
import { npyBytes } from './npy-bytes.ts';
import { writeZip } from './write-zip.ts';

export interface PackedDataset {
  /** By input name, sample axis first. */
  readonly arrays: Readonly<Record<string, Tensor>>;
  /** One class a sample. */
  readonly labels?: ArrayLike<number>;
  readonly contract?: DatasetContract;
}

/** Packs arrays, labels.npy and dataset.json into a zip that `openDataset` reads. The same content gives the same bytes. */
export async function packDataset(
  target: string | Writable,
  content: PackedDataset,
  options: { readonly compress?: boolean } = {},
): Promise<void> {
  const { arrays, labels, contract } = content;
  const tensors = labels === undefined ? arrays : { ...arrays, labels: tensorOf.int32(labels, [labels.length]) };
  const members = Object.entries(tensors).map(([name, tensor]) => {
    const { header, elements } = npyBytes(tensor);
    return { name: `${name}.npy`, parts: [header, elements] };
  });
  const text = contract === undefined ? [] : [{ name: 'dataset.json', parts: [Buffer.from(`${JSON.stringify(contract, null, 2)}\n`)] }];
  await writeZip(target, [...text, ...members], { compress: options.compress ?? false });
}
