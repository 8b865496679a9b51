import type { Tensors } from '@octet/quantizer';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { toBlocked } from './nchwc.ts';
import { observedTensor } from './observed-tensor.ts';
import type { PackedOutput, PackedPart, Plan, PlannedValue } from './plan.ts';
import { takeRows } from './row-view.ts';

/**
 * Compares what a measuring graph returned for sample 0 with the whole tensors, bit for bit: the extremes of every row and every element
 * of the rows that were taken, zeros in padded channels included. Gives the first difference, or undefined.
 */
export function firstDifference(plan: Plan, measured: Readonly<Record<string, OrtTensor>>, whole: Tensors): string | undefined {
  for (const output of [...plan.extremes, ...plan.rows]) {
    const found = measured[output.name]?.data;
    const wanted = output.repeats * output.stride;
    if (!(found instanceof Float32Array) || found.length !== wanted) return `"${output.name}" has ${found?.length} elements, not ${wanted}`;
    for (const part of output.parts) {
      const value = plan.values[part.value] as PlannedValue;
      if (!samePart(expectedPart(value, part, whole), bitsOf(found), output, part))
        return `${part.end} of "${value.name}" differ from its tensor's`;
    }
  }
  return undefined;
}

function bitsOf(floats: Float32Array): Uint32Array {
  return new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
}

function expectedPart(value: PlannedValue, { end }: PackedPart, whole: Tensors): Uint32Array {
  const { view, dims, blockSize } = value;
  if (view === undefined) throw new Error(`"${value.name}" is not measured by rows`);
  const plain = bitsOf(observedTensor(whole, value.name).data);
  const memory = blockSize === undefined ? plain : toBlocked(plain, dims, blockSize, 0);
  if (end === 'rows') return takeRows(memory, view, 0);
  const floats = new Float32Array(memory.buffer, memory.byteOffset, memory.length);
  const extremes = new Float32Array(floats.length / view.width);
  for (let row = 0; row < extremes.length; row++) {
    let extreme = floats[row * view.width] as number;
    for (const x of floats.subarray(row * view.width, (row + 1) * view.width)) if (end === 'min' ? x < extreme : x > extreme) extreme = x;
    extremes[row] = extreme;
  }
  return bitsOf(extremes);
}

/** Equal in bits, but that either zero stands for both: which of them is a row's maximum is nobody's concern. */
function samePart(expected: Uint32Array, found: Uint32Array, output: PackedOutput, part: PackedPart): boolean {
  if (expected.length !== output.repeats * part.length) return false;
  const unsigned = (bits: number) => (bits === 0x80000000 && part.end !== 'rows' ? 0 : bits);
  for (let repeat = 0, i = 0; repeat < output.repeats; repeat++) {
    const from = repeat * output.stride + part.first;
    for (let at = from; at < from + part.length; at++, i++)
      if (unsigned(expected[i] as number) !== unsigned(found[at] as number)) return false;
  }
  return true;
}
