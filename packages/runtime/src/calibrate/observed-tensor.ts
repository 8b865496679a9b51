import type { Tensors } from '@octet/quantizer';
import { Fault } from '../pool/fault.ts';

export interface ObservedTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** The tensor of that name, as float32. Throws a Fault 'runtime/run-failed' where there is none or it holds something else. */
export function observedTensor(tensors: Tensors, name: string): ObservedTensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Fault('runtime/run-failed', `no tensor "${name}" came with the sample`, { where: name });
  const { data, dims, dtype } = tensor;
  if (data instanceof Float32Array) return { data, dims };
  const detail = `"${name}" is ${dtype}; only float32 values can be observed. Leave it out, or convert the model to float32.`;
  throw new Fault('runtime/run-failed', detail, { where: name });
}
