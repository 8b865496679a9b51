import type { Feeds, PortInfo } from '@octet/quantizer';
import { Fault } from '../pool/fault.ts';

/**
 * Throws a Fault 'runtime/run-failed' where feeds do not fit a model's inputs: one missing, one unknown, another element type, another fixed
 * dimension. Said here because onnxruntime-node ignores unknown names and reports the rest by index.
 */
export function checkFeeds(feeds: Feeds, inputs: readonly PortInfo[]): void {
  for (const input of inputs) {
    const tensor = feeds[input.name];
    if (tensor === undefined) throw refuse(input.name, `input "${input.name}" is missing; the feeds have ${list(Object.keys(feeds))}`);
    if (tensor.dtype !== input.dtype) throw refuse(input.name, `input "${input.name}" is ${tensor.dtype}; the model wants ${input.dtype}`);
    // onnxruntime-node shows an unknown rank as []: nothing to compare then.
    if (input.shape.length === 0) continue;
    const fits = tensor.dims.length === input.shape.length && input.shape.every((d, i) => typeof d !== 'number' || d === tensor.dims[i]);
    if (!fits) throw refuse(input.name, `input "${input.name}" is ${shape(tensor.dims)}; the model wants ${shape(input.shape)}`);
  }
  for (const name of Object.keys(feeds)) {
    if (inputs.some((i) => i.name === name)) continue;
    const advice = 'An input with a default value (an initializer) cannot be fed either.';
    throw refuse(name, `"${name}" is no input of the model, which has ${list(inputs.map((i) => i.name))}. ${advice}`);
  }
}

/** Throws a Fault 'runtime/run-failed' where a name is no output of the model. */
export function checkOutputs(names: readonly string[], outputs: readonly PortInfo[]): void {
  for (const name of names) {
    if (outputs.some((o) => o.name === name)) continue;
    throw refuse(name, `"${name}" is no output of the model, which has ${list(outputs.map((o) => o.name))}`);
  }
}

function refuse(where: string, detail: string): Fault {
  return new Fault('runtime/run-failed', detail, { where });
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((n) => `"${n}"`).join(', ');
}

function shape(dims: readonly (number | string | null)[]): string {
  return `[${dims.map((d) => d ?? '?').join(', ')}]`;
}
