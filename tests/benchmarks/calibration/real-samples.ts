import { openDataset } from '@octet/datasets';
import type { Feeds, PortInfo } from '@octet/quantizer';

/** `count` samples of an archive, its own over and over where it has fewer (the same arrays, so that memory does not grow). */
export async function realSamples(archive: string, inputs: readonly PortInfo[], count: number): Promise<Feeds[]> {
  await using dataset = await openDataset(archive, { inputs });
  const own: Feeds[] = [];
  for await (const { feeds } of dataset.samples([...Array(Math.min(count, dataset.count)).keys()])) own.push(feeds);
  return Array.from({ length: count }, (_, i) => own[i % own.length] as Feeds);
}
