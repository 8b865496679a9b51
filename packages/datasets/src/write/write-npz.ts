import type { Writable } from 'node:stream';
import type { Tensor } from '@octet/onnx';
import { npyBytes } from './npy-bytes.ts';
import { writeZip } from './write-zip.ts';

/** Writes tensors as an .npz, one array a name, as numpy.savez (`compress`: as numpy.savez_compressed). */
export async function writeNpz(
  target: string | Writable,
  tensors: Readonly<Record<string, Tensor>>,
  options: { readonly compress?: boolean } = {},
): Promise<void> {
  const members = Object.entries(tensors).map(([name, tensor]) => {
    const { header, elements } = npyBytes(tensor);
    return { name: `${name}.npy`, parts: [header, elements] };
  });
  await writeZip(target, members, { compress: options.compress ?? false });
}
