import type { Tensors } from '@octet/quantizer';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { blockedCount, toBlocked } from './nchwc.ts';
import { observedTensor } from './observed-tensor.ts';
import { type PackedPart, type Plan, type PlannedValue, partsOf } from './plan.ts';
import { takeRuns } from './row-view.ts';

/**
 * Compares what a measuring graph returned for a stack with the whole tensors of its samples: the extremes of every row and every element of
 * the runs that were taken, zeros in padded channels included. `whole`: of the first samples, with the graph's inputs; the samples behind them
 * are the same again. Gives the first difference, or undefined. A single sample must agree bit for bit; a stack may round otherwise (products
 * of matrices sum up in another order), by no more than 10⁻⁵ of the value's largest magnitude.
 */
export function firstDifference(plan: Plan, measured: Readonly<Record<string, OrtTensor>>, whole: readonly Tensors[]): string | undefined {
  const found: Float32Array[] = [];
  for (const { name, length } of plan.packed) {
    const data = measured[name]?.data;
    if (!(data instanceof Float32Array) || data.length !== length) return `"${name}" has ${data?.length} elements, not ${length}`;
    found.push(data);
  }
  const scratch = new Uint32Array(
    Math.max(0, ...plan.values.map((v) => (v.blockSize === undefined ? 0 : blockedCount(v.dims, v.blockSize)))),
  );
  for (const [k, { name }] of plan.values.entries()) {
    const part = differentPart(plan, k, { found, whole, scratch });
    if (part !== undefined) return `${part.content} of "${name}" differ from its tensor's`;
  }
  for (const { name } of plan.values.filter((v) => v.kind === 'whole')) {
    const { data } = observedTensor(measured as unknown as Tensors, name);
    const each = data.length / plan.stack;
    const same = Array.from({ length: plan.stack }).every((_, index) => {
      const expected = observedTensor(whole[index % whole.length] as Tensors, name).data;
      return expected.length === each && agree(plan, expected, { found: data.subarray(index * each, (index + 1) * each), of: expected });
    });
    if (!same) return `"${name}" differs from its tensor`;
  }
  return undefined;
}

interface Compared {
  /** The packed outputs. */
  readonly found: readonly Float32Array[];
  readonly whole: readonly Tensors[];
  /** Room for any of the values, blocked. */
  readonly scratch: Uint32Array;
}

/** The first part of value k that differs in some sample of the stack. */
function differentPart(plan: Plan, k: number, { found, whole, scratch }: Compared): PackedPart | undefined {
  const value = plan.values[k] as PlannedValue;
  const parts = partsOf(plan, k);
  if (parts.length === 0) return undefined;
  for (const [member, tensors] of whole.slice(0, plan.stack).entries()) {
    const memory = memoryOf(value, tensors, scratch);
    const different = parts.find((part) => {
      const expectedAt = expectedPart(value, part, memory);
      const each = part.length / plan.stack;
      for (let index = member; index < plan.stack; index += whole.length) {
        const from = part.first + index * each;
        const measured = (found[part.output] as Float32Array).subarray(from, from + each);
        if (!agree(plan, expectedAt(index), { found: measured, of: memory })) return true;
      }
      return false;
    });
    if (different !== undefined) return different;
  }
  return undefined;
}

function memoryOf({ name, dims, blockSize }: PlannedValue, tensors: Tensors, scratch: Uint32Array): Float32Array {
  const { data } = observedTensor(tensors, name);
  if (blockSize === undefined) return data;
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const blocked = toBlocked(bits, { dims, blockSize, padding: 0, into: scratch });
  return new Float32Array(blocked.buffer, blocked.byteOffset, blocked.length);
}

/** What a part should hold of a sample, by its place in the stack. Only runs depend on that. */
function expectedPart({ view }: PlannedValue, { content }: PackedPart, memory: Float32Array): (index: number) => Float32Array {
  if (view === undefined || content === 'all') return () => memory;
  if (content === 'runs') return (index) => takeRuns(memory, view, index);
  const extremes = new Float32Array(view.rows);
  for (let row = 0; row < view.rows; row++) {
    let extreme = memory[row * view.width] as number;
    for (let at = row * view.width; at < (row + 1) * view.width; at++) {
      const x = memory[at] as number;
      if (content === 'min' ? x < extreme : x > extreme) extreme = x;
    }
    extremes[row] = extreme;
  }
  return () => extremes;
}

/** `of`: the value whose part was found. */
function agree(
  { stack }: Plan,
  expected: Float32Array,
  { found, of }: { readonly found: Float32Array; readonly of: Float32Array },
): boolean {
  // Nearly always bit for bit, and then it is all the same how large the value is.
  return areWithin(0, expected, found) || (stack > 1 && areWithin(1e-5 * largestMagnitude(of), expected, found));
}

// Loops, for what is called with an element allocates it: some 80 MB for a small network, which V8 would collect while samples are measured.

function largestMagnitude(elements: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < elements.length; i++) largest = Math.max(largest, Math.abs(elements[i] as number));
  return largest;
}

/** Either zero stands for both, and every NaN for every other. */
function areWithin(within: number, expected: Float32Array, found: Float32Array): boolean {
  if (expected.length !== found.length) return false;
  for (let i = 0; i < expected.length; i++) {
    const x = expected[i] as number;
    const y = found[i] as number;
    if (x !== y && !(Math.abs(x - y) <= within) && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}
