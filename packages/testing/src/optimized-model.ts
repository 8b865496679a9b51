import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '@octet/onnx';
import { decodeModel, encodeToBuffer } from '@octet/onnx';
import * as ort from 'onnxruntime-node';

/** The graph that onnxruntime runs in a model's place, optimised as far as 'extended' (standard operators and com.microsoft's) or 'all' (layouts too). */
export async function optimizedModel(model: Model, level: 'extended' | 'all' = 'all'): Promise<Model> {
  const folder = await mkdtemp(join(tmpdir(), 'octet-optimized-'));
  try {
    const path = join(folder, 'model.onnx');
    const session = await ort.InferenceSession.create(encodeToBuffer(model), {
      graphOptimizationLevel: level,
      optimizedModelFilePath: path,
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    });
    await session.release();
    return decodeModel(await readFile(path));
  } finally {
    await rm(folder, { recursive: true });
  }
}
