/**
 * One onnxruntime session in a thread of its own that runs samples it already holds, back to back: inference without anything around it.
 * 'run' with a count answers when that many are done; 'end' closes.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PlainWork } from './plain-inference.ts';

const { model, threads, samples } = workerData as PlainWork;
const session = await InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 4 });
const feeds = samples.map((sample) =>
  Object.fromEntries(
    Object.entries(sample).map(([name, { dtype, dims, data }]) => [name, new Tensor(dtype as 'float32', data as Float32Array, dims)]),
  ),
);

parentPort?.on('message', async (wanted: number | 'end') => {
  if (wanted === 'end') {
    await session.release();
    parentPort?.close();
    return;
  }
  for (let i = 0; i < wanted; i++) await session.run(feeds[i % feeds.length] as InferenceSession.FeedsType);
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');
