import type { Model, Tensor } from '@octet/onnx';
import { encodeToBuffer } from '@octet/onnx';
import type { DirectSessionOptions, Optimization } from './direct-runner.ts';
import { directRunner } from './direct-runner.ts';

/** Runs a model once in onnxruntime. 'disabled' computes what is written; 'all' what a user would get. */
export async function runModel(
  model: Model,
  feeds: Readonly<Record<string, Tensor>>,
  options: DirectSessionOptions & { readonly optimization: Optimization },
): Promise<Readonly<Record<string, Tensor>>> {
  await using session = await directRunner.open(encodeToBuffer(model), options);
  return await session.run(feeds);
}
