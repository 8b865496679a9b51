import type { Node } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { type LinearWeight, linearBias, linearWeight } from '../linear/linear-weight.ts';
import { type IntegerWeight, quantizeWeight } from './quantize-weight.ts';
import type { Weights } from './weights.ts';

/** Weights quantized once and kept over all conversions of a job, and the roundings and bias corrections found so far. */
export class WeightStore implements Weights {
  readonly #backend: Backend;
  readonly #made = new Map<string, { float: LinearWeight; integer: IntegerWeight }>();
  #rounded: ReadonlyMap<string, { readonly integer: IntegerWeight }> = new Map();
  #shifts: Map<string, Float32Array> = new Map();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  of(node: Node): { readonly float: LinearWeight; readonly integer: IntegerWeight } {
    const made = this.#made.get(node.name) ?? this.#make(node);
    const rounded = this.#rounded.get(node.name);
    return rounded === undefined ? made : { ...made, integer: rounded.integer };
  }

  #make(node: Node): { float: LinearWeight; integer: IntegerWeight } {
    const float = linearWeight(node);
    const { granularity, saturationGuard } = this.#backend.weights;
    const integer = quantizeWeight(float.w, float.dims, { axis: float.axis, granularity, saturationGuard });
    const made = { float, integer };
    this.#made.set(node.name, made);
    return made;
  }

  /** Takes these integers for the layers named, and for all others each weight's nearest. */
  replaceRounding(rounded: ReadonlyMap<string, { readonly integer: IntegerWeight }>): void {
    this.#rounded = rounded;
  }

  bias(node: Node): Float32Array | undefined {
    const { dims, axis } = this.of(node).float;
    const channels = dims[axis] as number;
    const bias = linearBias(node, channels);
    const shift = this.#shifts.get(node.name);
    return shift === undefined ? bias : shift.map((s, c) => (bias?.[c] ?? 0) + s);
  }

  setShift(node: string, shift: Float32Array): void {
    this.#shifts.set(node, shift);
  }

  replaceShifts(shifts: ReadonlyMap<string, Float32Array>): void {
    this.#shifts = new Map(shifts);
  }

  get shifts(): ReadonlyMap<string, Float32Array> {
    return this.#shifts;
  }
}
