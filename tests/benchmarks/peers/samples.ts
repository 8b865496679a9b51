import { openDataset, type Sample, writeNpz } from '@octet/datasets';
import type { Tensor } from '@octet/onnx';
import type { PortInfo } from '@octet/quantizer';

/** Writes every sample of an archive, preprocessed, as an array of its own, so that Python can read them one by one. One input. */
export async function writeSamplesForPython(archive: string, inputs: readonly PortInfo[], npz: string): Promise<number> {
  await using dataset = await openDataset(archive, { inputs });
  const arrays: Record<string, Tensor> = {};
  const name = inputs[0]?.name ?? '';
  for await (const { index, feeds } of dataset.samples()) arrays[String(index).padStart(6, '0')] = feeds[name] as Tensor;
  await writeNpz(npz, arrays);
  return dataset.count;
}

/** Chunks of samples that are held at a time. */
export async function* inChunks(samples: AsyncIterable<Sample>, length: number): AsyncGenerator<Sample[]> {
  let chunk: Sample[] = [];
  for await (const sample of samples) {
    chunk.push(sample);
    if (chunk.length < length) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
