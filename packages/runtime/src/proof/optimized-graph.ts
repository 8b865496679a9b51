import type { Model } from '@octet/onnx';
import { decodeModel } from '@octet/onnx';
import type { OptimizationLevel } from '@octet/quantizer';
import { inspect } from './inspection.ts';

/** The graph that onnxruntime runs in a model's place. Rejects with 'runtime/load-failed'. */
export async function optimizedGraph(model: Uint8Array, level: OptimizationLevel = 'all'): Promise<Model> {
  const { graph } = await inspect(model, { optimization: level, threads: 1, runs: [] });
  return decodeModel(graph);
}
