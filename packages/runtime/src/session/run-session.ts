import type { Feeds, Tensors } from '@octet/quantizer';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Fault } from '../pool/fault.ts';
import { readOrtMessage } from './ort-message.ts';
import type { OrtSession } from './ort-session.ts';
import { fromOrtTensor, toOrtTensor } from './ort-tensor.ts';

/** One sample and the outputs wanted of it, ready to be run any number of times. */
export type BoundRun = () => Promise<Record<string, OrtTensor>>;

/** Runs one sample. `outputs`: names; all of the session's where absent. Rejects with 'runtime/run-failed'. */
export async function runSession(session: OrtSession, feeds: Feeds, outputs?: readonly string[]): Promise<Tensors> {
  const results = await bindRun(session, feeds, outputs)();
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromOrtTensor(tensor)]));
}

/**
 * Converts the feeds once. `outputs`: names, or the tensors to write each into (null: a new one). Running rejects with 'runtime/run-failed', also where
 * such a tensor has other dimensions than the output.
 */
export function bindRun(session: OrtSession, feeds: Feeds, outputs?: InferenceSession.FetchesType): BoundRun {
  const given: Record<string, OrtTensor> = {};
  for (const { name } of session.inputs) {
    const tensor = feeds[name];
    if (tensor !== undefined) given[name] = toOrtTensor(tensor, name);
  }
  const wanted = outputs ?? session.outputs.map((o) => o.name);
  return async () => {
    try {
      return (await session.native.run(given, wanted)) as Record<string, OrtTensor>;
    } catch (cause) {
      const { text, node } = readOrtMessage(cause);
      throw new Fault('runtime/run-failed', text, { cause, where: node });
    }
  };
}
