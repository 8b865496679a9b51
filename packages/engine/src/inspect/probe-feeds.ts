import { ProblemError } from '@octet/contracts';
import { DatasetError, openDataset } from '@octet/datasets';
import type { Feeds, PortInfo, Session } from '@octet/quantizer';
import { seededFeeds } from '../seeded-feeds.ts';

export interface ProbeFeeds {
  readonly feeds: Feeds;
  /** How the sizes that the model leaves free were chosen, for people. */
  readonly assumed: string;
}

/** Sizes to try on free axes, the smallest first: batches of 1; a signal or a text on the last axis; then images. */
const trials: readonly { readonly assumed: string; readonly freeSize: (axis: number, rank: number) => number }[] = [
  { assumed: 'free sizes taken as 1', freeSize: () => 1 },
  ...[32, 128, 512].flatMap((size) => [
    { assumed: `free last axes taken as ${size}, other free sizes as 1`, freeSize: lastAxis(size) },
    { assumed: `free sizes taken as ${size}, of first axes as 1`, freeSize: (axis: number) => (axis === 0 ? 1 : size) },
  ]),
];

/** Seeded numbers on which the model runs, so that its shapes can be measured without data. Rejects with 'runtime/run-failed' where none runs. */
export async function probeFeeds(session: Session): Promise<ProbeFeeds> {
  if (!session.inputs.some(hasFreeSize)) return { feeds: seededFeeds(session.inputs), assumed: 'no free sizes' };
  let first: unknown;
  for (const { assumed, freeSize } of trials) {
    const feeds = seededFeeds(session.inputs, { freeSize });
    try {
      await session.run(feeds);
      return { feeds, assumed };
    } catch (error) {
      first ??= error;
    }
  }
  const detail = first instanceof Error ? first.message : String(first);
  throw new ProblemError('runtime/run-failed', `The model runs on no seeded noise; give real inputs with --data. ${detail}`, {
    cause: first,
  });
}

/** The first sample of a data set. */
export async function sampleFeeds(path: string, inputs: readonly PortInfo[]): Promise<ProbeFeeds> {
  await using data = await openDataset(path, { inputs });
  for await (const { feeds } of data.samples([0])) return { feeds, assumed: `sizes of the first sample of ${data.label}` };
  throw new DatasetError('dataset/empty', `"${data.label}" holds no samples.`, { where: data.label });
}

function hasFreeSize({ shape }: PortInfo): boolean {
  return (shape ?? []).some((d) => typeof d !== 'number' || d <= 0);
}

function lastAxis(size: number): (axis: number, rank: number) => number {
  return (axis, rank) => (axis > 0 && axis === rank - 1 ? size : 1);
}
