import type { Tensors } from '@octet/quantizer';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { toBlocked } from './nchwc.ts';
import { observedTensor } from './observed-tensor.ts';
import type { PackedOutput, Plan, PlannedValue } from './plan.ts';
import { takeRows } from './row-view.ts';

/** A NaN that no computation makes stands for padding in what is expected. */
const paddingMark = 0x7fc0dead;

export type CheckResult =
  | { readonly ok: true; readonly plan: Plan }
  /** `reason`: the first difference, by value. */
  | { readonly ok: false; readonly reason: string };

/**
 * Compares what a measuring graph returned for sample 0 with the whole tensors, bit for bit: extremes and every row. On success gives the
 * plan completed by what padded channels hold.
 */
export function checkMeasurement(plan: Plan, measured: Readonly<Record<string, OrtTensor>>, whole: Tensors): CheckResult {
  const bits = new Map<number, number>();
  for (const output of plan.rows) {
    const elements = elementsOf(measured, output);
    if (typeof elements === 'string') return { ok: false, reason: elements };
    for (const part of output.parts) {
      const value = plan.values[part.value] as PlannedValue;
      const padding = comparePart(
        expectedRows(value, whole),
        new Uint32Array(elements.buffer, elements.byteOffset, elements.length),
        output,
        part,
      );
      if (padding === 'differs') return { ok: false, reason: `rows of "${value.name}" differ from the tensor's` };
      if (padding !== undefined) bits.set(part.value, padding);
    }
  }
  for (const output of plan.extremes) {
    const elements = elementsOf(measured, output);
    if (typeof elements === 'string') return { ok: false, reason: elements };
    for (const { value: index, first, length, end } of output.parts) {
      const value = plan.values[index] as PlannedValue;
      const all = observedTensor(whole, value.name).data;
      let expected = all[0] as number;
      for (const x of all) if (end === 'min' ? x < expected : x > expected) expected = x;
      let found = elements[first] as number;
      for (let r = 0; r < output.repeats; r++) {
        for (const x of elements.subarray(r * output.stride + first, r * output.stride + first + length))
          if (end === 'min' ? x < found : x > found) found = x;
      }
      if (found !== expected) return { ok: false, reason: `${end} of "${value.name}" is ${found}; its tensor has ${expected}` };
    }
  }
  const values = plan.values.map((value, i) => (bits.has(i) ? { ...value, paddingBits: bits.get(i) as number } : value));
  return { ok: true, plan: { ...plan, values } };
}

function elementsOf(measured: Readonly<Record<string, OrtTensor>>, output: PackedOutput): Float32Array | string {
  const data = measured[output.name]?.data;
  const wanted = output.repeats * output.stride;
  if (!(data instanceof Float32Array) || data.length !== wanted) return `"${output.name}" has ${data?.length} elements, not ${wanted}`;
  return data;
}

/** Bits of the rows that sample 0 takes, padding marked. */
function expectedRows(value: PlannedValue, whole: Tensors): Uint32Array {
  const floats = observedTensor(whole, value.name).data;
  const plain = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const memory = value.blockSize === undefined ? plain : toBlocked(plain, value.dims, value.blockSize, paddingMark);
  return value.view === undefined ? memory : takeRows(memory, value.view, 0);
}

/** 'differs', or the bits that all padding holds; undefined where there is no padding. */
function comparePart(
  expected: Uint32Array,
  measured: Uint32Array,
  output: PackedOutput,
  part: { first: number; length: number },
): number | 'differs' | undefined {
  if (expected.length !== output.repeats * part.length) return 'differs';
  let padding: number | undefined;
  for (let i = 0; i < expected.length; i++) {
    const repeat = Math.floor(i / part.length);
    const found = measured[repeat * output.stride + part.first + (i - repeat * part.length)] as number;
    if (expected[i] === paddingMark) {
      if (padding !== undefined && padding !== found) return 'differs';
      padding = found;
    } else if (expected[i] !== found) return 'differs';
  }
  return padding;
}
