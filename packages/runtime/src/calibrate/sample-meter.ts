import type { Feeds, Tensors } from '@octet/quantizer';
import type { OrtSession } from '../session/ort-session.ts';
import { fromOrtTensor } from '../session/ort-tensor.ts';
import { bindRun, runSession } from '../session/run-session.ts';
import { type Counted, Counter } from './counter.ts';
import { finiteExtremes } from './finite-extremes.ts';
import { type ObservedTensor, observedTensor } from './observed-tensor.ts';
import { paddingTaken } from './padding.ts';
import type { PackedOutput, PackedPart, Plan, PlannedValue } from './plan.ts';
import { firstRow, takeRows, viewOfTensor } from './row-view.ts';
import { withWindows } from './window-feed.ts';

export interface MeterSessions {
  /** The measuring graph; undefined where all values are fed, or where the whole tensors are to be returned for every sample. */
  readonly measuring: OrtSession | undefined;
  /** Returns every observed value whole; opened when first needed. Undefined where all values are fed. */
  readonly whole: (() => Promise<OrtSession>) | undefined;
}

/**
 * Measures samples one at a time and accumulates their histograms. A sample that the measuring graph was not made for (other dimensions)
 * is measured on its whole tensors; so are the extremes of values in which something is not finite.
 */
export class SampleMeter {
  readonly #plan: Plan;
  readonly #sessions: MeterSessions;
  readonly #counter: Counter;
  readonly #mins: Float64Array;
  readonly #maxs: Float64Array;
  /** Reduced values of the sample at hand in which something is not finite. */
  readonly #suspects: Set<number> = new Set();
  readonly #padding: Map<string, number> = new Map();

  constructor(plan: Plan, sessions: MeterSessions) {
    this.#plan = plan;
    this.#sessions = sessions;
    this.#counter = new Counter(plan.values.length);
    this.#mins = new Float64Array(plan.values.length);
    this.#maxs = new Float64Array(plan.values.length);
  }

  /** Minimum and maximum of each planned value over its finite elements, alternating: 2 × values. */
  async measure(feeds: Feeds, index: number): Promise<Float32Array> {
    this.#mins.fill(Number.POSITIVE_INFINITY);
    this.#maxs.fill(Number.NEGATIVE_INFINITY);
    this.#suspects.clear();
    this.#plan.values.forEach((v, k) => {
      if (v.kind === 'fed') this.#elements(k, observedTensor(feeds, v.name), index);
    });
    if (!(await this.#byGraph(feeds, index))) await this.#byTensors(feeds, index);
    await this.#replaceNonFinite(feeds);
    const extremes = new Float32Array(2 * this.#plan.values.length);
    this.#plan.values.forEach((v, k) => {
      extremes[2 * k] = v.nonNegative ? 0 : (this.#mins[k] as number);
      extremes[2 * k + 1] = this.#maxs[k] as number;
    });
    return extremes;
  }

  /** Histograms of all samples so far, by planned value. */
  counted(): Counted[] {
    return this.#plan.values.map((_, k) => this.#counter.read(k));
  }

  /** False, and nothing counted, where the sample is not of the dimensions that the graph was made for. */
  async #byGraph(feeds: Feeds, index: number): Promise<boolean> {
    const { extremes, rows, values } = this.#plan;
    const session = this.#sessions.measuring;
    if (session === undefined) return this.#sessions.whole === undefined;
    let outputs: Awaited<ReturnType<ReturnType<typeof bindRun>>>;
    try {
      outputs = await bindRun(session, withWindows(feeds, this.#plan, index))();
    } catch {
      return false; // what is wrong with the sample itself, the ordinary run will tell
    }
    const packed = (o: PackedOutput) => outputs[o.name]?.data as Float32Array | undefined;
    const fits = (o: PackedOutput) => packed(o)?.length === o.repeats * o.stride;
    if (!extremes.every(fits) || !rows.every(fits)) return false;
    for (const output of extremes) this.#extremes(output, packed(output) as Float32Array);
    for (const output of rows) this.#rows(output, packed(output) as Float32Array, index);
    values.forEach((v, k) => {
      const tensor = outputs[v.name];
      if (v.kind === 'whole' && tensor !== undefined) this.#elements(k, observedTensor({ [v.name]: fromOrtTensor(tensor) }, v.name), index);
    });
    return true;
  }

  #extremes(output: PackedOutput, elements: Float32Array): void {
    const base = this.#counter.load(elements);
    for (const part of output.parts) {
      for (let r = 0; r < output.repeats; r++) {
        const found = this.#counter.extremes(base + 4 * (r * output.stride + part.first), part.length);
        if (part.end === 'min') this.#widen(part.value, found.min, Number.NEGATIVE_INFINITY);
        else this.#widen(part.value, Number.POSITIVE_INFINITY, found.max);
      }
    }
  }

  #rows(output: PackedOutput, elements: Float32Array, index: number): void {
    const base = this.#counter.load(elements);
    for (const part of output.parts) {
      const value = this.#plan.values[part.value] as PlannedValue;
      for (let r = 0; r < output.repeats; r++) {
        const at = base + 4 * (r * output.stride + part.first);
        if (!this.#counter.count(part.value, at, part.length)) this.#suspects.add(part.value);
        if (value.extremesFromRows) {
          const found = this.#counter.extremes(at, part.length);
          this.#widen(part.value, found.min, found.max);
        }
      }
      if (value.paddingBits !== undefined) this.#counter.uncount(part.value, value.paddingBits, this.#paddingOf(part, value, index));
    }
  }

  #paddingOf(part: PackedPart, value: PlannedValue, index: number): number {
    const { view, blockSize } = value;
    if (view === undefined || blockSize === undefined) return 0;
    const first = firstRow(view.step, index);
    const key = `${part.value},${first}`;
    const count = this.#padding.get(key) ?? paddingTaken(view, value.dims, blockSize, first);
    this.#padding.set(key, count);
    return count;
  }

  async #byTensors(feeds: Feeds, index: number): Promise<void> {
    const tensors = await this.#wholeTensors(feeds);
    this.#plan.values.forEach((v, k) => {
      if (v.kind !== 'fed') this.#elements(k, observedTensor(tensors, v.name), index);
    });
  }

  /** What a reduction makes of a NaN depends on its place, so extremes of such tensors are taken again from their finite elements. */
  async #replaceNonFinite(feeds: Feeds): Promise<void> {
    this.#plan.values.forEach((v, k) => {
      const known = Number.isFinite(this.#maxs[k]) && (v.nonNegative || Number.isFinite(this.#mins[k]));
      if (!known) this.#suspects.add(k);
    });
    if (this.#suspects.size === 0) return;
    const tensors = await this.#wholeTensors(feeds);
    for (const k of this.#suspects) {
      const { name } = this.#plan.values[k] as PlannedValue;
      const { min, max } = finiteExtremes(observedTensor(tensors, name).data);
      this.#mins[k] = min;
      this.#maxs[k] = max;
    }
  }

  async #wholeTensors(feeds: Feeds): Promise<Tensors> {
    if (this.#sessions.whole === undefined) throw new Error('the plan observes nothing that a node computes');
    return runSession(await this.#sessions.whole(), feeds);
  }

  /** A tensor that lies at hand: its extremes over all elements, its histogram over the rows that a sample takes. */
  #elements(k: number, { data: elements, dims }: ObservedTensor, index: number): void {
    const at = this.#counter.load(elements);
    const { min, max } = this.#counter.extremes(at, elements.length);
    const rows = takeRows(elements, viewOfTensor(dims, this.#plan.wanted), index);
    const rowsAt = rows === elements ? at : this.#counter.load(rows);
    const finite = this.#counter.count(k, rowsAt, rows.length);
    if (finite && Number.isFinite(min) && Number.isFinite(max)) this.#widen(k, min, max);
    else {
      const known = finiteExtremes(elements);
      this.#widen(k, known.min, known.max);
    }
  }

  /** Makes the extremes known so far wider. */
  #widen(k: number, min: number, max: number): void {
    if (min < (this.#mins[k] as number)) this.#mins[k] = min;
    if (max > (this.#maxs[k] as number)) this.#maxs[k] = max;
  }
}
