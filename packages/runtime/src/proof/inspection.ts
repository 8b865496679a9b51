import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feeds, OptimizationLevel } from '@octet/quantizer';
import { throwIfCanceled } from '../pool/stream-samples.ts';
import { WorkerPool } from '../pool/worker-pool.ts';
import { Sent } from '../pool/worker-task.ts';
import { buffersOf, copyToMove } from '../session/movable.ts';
import type { OrtSessionOptions } from '../session/ort-session.ts';
import type { InspectTask } from './inspect-task.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export interface InspectionOptions {
  readonly optimization: OptimizationLevel;
  readonly threads: number;
  /** Feeds of the runs to profile, in turn; none where only the graph is wanted. */
  readonly runs: Iterable<Feeds>;
  readonly signal?: AbortSignal;
}

export interface Inspection {
  /** The optimised graph as an ONNX file. Fit for this CPU and this onnxruntime only. */
  readonly graph: Uint8Array;
  /** Text of the profile's JSON; undefined where nothing ran. */
  readonly profile: string | undefined;
}

const inspectTask = new URL('./inspect-task.ts', import.meta.url);
const profileName = 'profile';

/** What onnxruntime makes of a model, by way of files in a temporary directory. */
export async function inspect(model: Uint8Array, options: InspectionOptions): Promise<Inspection> {
  await using directory = await temporaryDirectory();
  const graphPath = join(directory.path, 'optimized.onnx');
  const runs = [...options.runs];
  const session: OrtSessionOptions = {
    optimization: options.optimization,
    threads: options.threads,
    optimizedModelPath: graphPath,
    ...(runs.length === 0 ? {} : { profilePrefix: join(directory.path, profileName) }),
  };
  await using pool = new WorkerPool(1);
  await using task = await pool.openTask<InspectTask>(inspectTask, {
    opening: () => {
      const own = new Uint8Array(model);
      return new Sent({ model: own, options: session }, [own.buffer]);
    },
  });
  for (const feeds of runs) {
    throwIfCanceled(options.signal);
    const own = copyToMove(feeds);
    await task.call(0, new Sent({ feeds: own }, buffersOf([own])));
  }
  await task[Symbol.asyncDispose]();
  // onnxruntime adds date and time to the prefix, and its binding does not tell the name that came of it.
  const profile = (await readdir(directory.path)).find((name) => name.startsWith(profileName));
  return {
    graph: new Uint8Array(await readFile(graphPath)),
    profile: profile === undefined ? undefined : await readFile(join(directory.path, profile), 'utf8'),
  };
}
