import type { Feeds, Tensors } from '@octet/quantizer';
import { QuantizerError } from '@octet/quantizer';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { readOrtMessage } from './ort-message.ts';
import type { OrtSession } from './ort-session.ts';
import { fromOrtTensor, toOrtTensor } from './ort-tensor.ts';

/** Runs one sample. `outputs`: names; all of the session's where absent. Rejects with 'runtime/run-failed'. */
export async function runSession(session: OrtSession, feeds: Feeds, outputs?: readonly string[]): Promise<Tensors> {
  const given: Record<string, OrtTensor> = {};
  for (const { name } of session.inputs) {
    const tensor = feeds[name];
    if (tensor !== undefined) given[name] = toOrtTensor(tensor, name);
  }
  const names = outputs ?? session.outputs.map((o) => o.name);
  try {
    const results = await session.native.run(given, names);
    return Object.fromEntries(names.map((name) => [name, fromOrtTensor(results[name] as OrtTensor)]));
  } catch (cause) {
    const { text, node } = readOrtMessage(cause);
    throw new QuantizerError('runtime/run-failed', text, { cause, ...(node === undefined ? {} : { where: node }) });
  }
}
