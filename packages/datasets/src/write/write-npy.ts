import type { Tensor } from '@octet/onnx';
import { writeAtomically } from './atomic-file.ts';
import { npyBytes } from './npy-bytes.ts';

/** Writes a tensor as an .npy file. */
export async function writeNpy(path: string, tensor: Tensor): Promise<void> {
  const { header, elements } = npyBytes(tensor);
  await writeAtomically(path, [header, elements]);
}
