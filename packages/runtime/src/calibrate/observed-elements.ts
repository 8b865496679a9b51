import type { Tensors } from '@octet/quantizer';
import { Fault } from '../pool/fault.ts';

/** The elements of the tensor of that name. Throws a Fault 'runtime/run-failed' where there is none or they are not float32. */
export function observedElements(tensors: Tensors, name: string): Float32Array {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Fault('runtime/run-failed', `no tensor "${name}" came with the sample`, { where: name });
  if (tensor.data instanceof Float32Array) return tensor.data;
  const detail = `"${name}" is ${tensor.dtype}; only float32 values can be observed. Leave it out, or convert the model to float32.`;
  throw new Fault('runtime/run-failed', detail, { where: name });
}
