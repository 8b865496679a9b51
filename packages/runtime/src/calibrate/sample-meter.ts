import type { Feeds, Tensors } from '@octet/quantizer';
import type { OrtSession } from '../session/ort-session.ts';
import { fromOrtTensor } from '../session/ort-tensor.ts';
import { bindRun, runSession } from '../session/run-session.ts';
import { type Counted, Counter } from './counter.ts';
import { elementCount } from './element-count.ts';
import { finiteExtremes } from './finite-extremes.ts';
import { type ObservedTensor, observedTensor } from './observed-tensor.ts';
import { paddingTaken } from './padding.ts';
import type { PackedOutput, PackedPart, Plan, PlannedValue } from './plan.ts';
import { firstRow, type RowView, takeRows, viewOfTensor } from './row-view.ts';
import { wantedOf } from './sample-size.ts';
import { withWindows } from './window-feed.ts';

export interface MeterSessions {
  /** The measuring graph; undefined where all values are fed, or where the whole tensors are to be returned for every sample. */
  readonly measuring: OrtSession | undefined;
  /** Returns every observed value whole; opened when first needed. Undefined where all values are fed. */
  readonly whole: (() => Promise<OrtSession>) | undefined;
}

/** What was counted of one value in all samples of a worker. */
export interface CountedValue {
  readonly elementCount: number;
  /** Elements that stand for themselves: the extremes of every row, or all there are. */
  readonly exact: Counted;
  /** Elements of some rows, without the rows' extremes: they stand for the rest of all rows. */
  readonly inner: Counted;
}

/** A sample's packed outputs, by their byte addresses in the counter. */
interface Pending {
  readonly index: number;
  readonly extremes: readonly number[];
  readonly rows: readonly number[];
}

/** Samples that wait to be counted together. */
const pendingSamples = 16;
const pendingBytes = 16 * 2 ** 20;

function* loaded(plan: Plan, sample: Pending): Generator<[output: PackedOutput, address: number]> {
  for (const [i, output] of plan.extremes.entries()) yield [output, sample.extremes[i] as number];
  for (const [i, output] of plan.rows.entries()) yield [output, sample.rows[i] as number];
}

/** The tables of value k. */
const exact = (k: number) => 2 * k;
const inner = (k: number) => 2 * k + 1;

/**
 * Measures samples one at a time and accumulates their histograms. A sample that the measuring graph was not made for (other dimensions)
 * is measured on its whole tensors; so are the extremes of values in which something is not finite.
 */
export class SampleMeter {
  readonly #plan: Plan;
  readonly #sessions: MeterSessions;
  readonly #counter: Counter;
  /** Elements of all samples so far, by value. */
  readonly #elementCounts: Float64Array;
  readonly #mins: Float64Array;
  readonly #maxs: Float64Array;
  /** Reduced values of the sample at hand in which something is not finite. */
  readonly #suspects: Set<number> = new Set();
  readonly #padding: Map<string, number> = new Map();
  readonly #pending: Pending[] = [];

  constructor(plan: Plan, sessions: MeterSessions) {
    this.#plan = plan;
    this.#sessions = sessions;
    this.#counter = new Counter(2 * plan.values.length);
    this.#elementCounts = new Float64Array(plan.values.length);
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
  counted(): CountedValue[] {
    this.#flush();
    return this.#plan.values.map((_, k) => ({
      elementCount: this.#elementCounts[k] as number,
      exact: this.#counter.read(exact(k)),
      inner: this.#counter.read(inner(k)),
    }));
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
    const load = (o: PackedOutput) => this.#counter.load(packed(o) as Float32Array);
    const sample: Pending = { index, extremes: extremes.map(load), rows: rows.map(load) };
    this.#measure(sample);
    this.#pending.push(sample);
    if (this.#pending.length >= pendingSamples || this.#counter.loadedBytes > pendingBytes) this.#flush();
    values.forEach((v, k) => {
      const tensor = outputs[v.name];
      if (v.kind === 'reduced') this.#elementCounts[k] = (this.#elementCounts[k] as number) + elementCount(v.dims);
      if (v.kind === 'whole' && tensor !== undefined) this.#elements(k, observedTensor({ [v.name]: fromOrtTensor(tensor) }, v.name), index);
    });
    return true;
  }

  /** Extremes of a sample, from those of its rows. */
  #measure(sample: Pending): void {
    for (const [output, base] of loaded(this.#plan, sample)) {
      const finite = this.#counter.allFinite(base, output.repeats * output.stride);
      for (const { value, first, length, end } of output.parts) {
        const all = (this.#plan.values[value] as PlannedValue).view?.step === 1;
        for (let r = 0; r < output.repeats; r++) {
          const at = base + 4 * (r * output.stride + first);
          if (!finite && !this.#counter.allFinite(at, length)) this.#suspects.add(value);
          if (end === 'rows' && !all) continue;
          const found = this.#counter.extremes(at, length);
          this.#widen(value, found.min, found.max);
        }
      }
    }
  }

  /**
   * Counts all pending samples, value by value: a table has thousands of bins that hold something, those of all values together do not fit
   * in cache, and one sample alone adds but few elements to each.
   */
  #flush(): void {
    const { extremes, rows } = this.#plan;
    extremes.forEach((output, o) => {
      for (const part of output.parts) for (const sample of this.#pending) this.#countPart(part, output, sample.extremes[o] as number);
    });
    rows.forEach((output, o) => {
      for (const part of output.parts) {
        for (const sample of this.#pending) {
          this.#countPart(part, output, sample.rows[o] as number);
          this.#uncountPadding(part.value, sample.index);
        }
      }
    });
    this.#pending.length = 0;
    this.#counter.unload(0);
  }

  #countPart({ value, first, length, end }: PackedPart, output: PackedOutput, base: number): void {
    for (let r = 0; r < output.repeats; r++) {
      const at = base + 4 * (r * output.stride + first);
      if (end === 'rows') this.#countRows(value, at, length, (this.#plan.values[value] as PlannedValue).view as RowView);
      else this.#counter.count(exact(value), at, length);
    }
  }

  /** All elements exactly where these are all there are, otherwise those between the extremes of each row. */
  #countRows(k: number, address: number, count: number, { step, width }: Pick<RowView, 'step' | 'width'>): void {
    if (step === 1) this.#counter.count(exact(k), address, count);
    else this.#counter.countInner(inner(k), address, { rows: count / width, width, signed: !this.#nonNegative(k) });
  }

  #uncountPadding(k: number, index: number): void {
    const value = this.#plan.values[k] as PlannedValue;
    if (value.blockSize === undefined) return;
    const padding = this.#paddingOf(k, value, value.blockSize, index);
    if (padding > 0) this.#counter.uncount(value.view?.step === 1 ? exact(k) : inner(k), 0, padding);
  }

  #nonNegative(k: number): boolean {
    return (this.#plan.values[k] as PlannedValue).nonNegative;
  }

  #paddingOf(k: number, value: PlannedValue, blockSize: number, index: number): number {
    const view = value.view as RowView;
    const first = firstRow(view.step, index);
    const key = `${k},${first}`;
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

  /** A tensor that lies at hand, measured as the graph would: extremes of every row, and elements of the rows that a sample takes. */
  #elements(k: number, { data: elements, dims }: ObservedTensor, index: number): void {
    this.#elementCounts[k] = (this.#elementCounts[k] as number) + elements.length;
    const wanted = wantedOf(this.#plan.rate, elements.length);
    const view = viewOfTensor(dims, { wanted, signed: !this.#nonNegative(k) });
    const mark = this.#counter.loadedBytes;
    const at = this.#counter.load(elements);
    const finite = this.#counter.allFinite(at, elements.length) && elements.length > 0;
    const { min, max } = finite ? this.#counter.extremes(at, elements.length) : finiteExtremes(elements);
    this.#widen(k, min, max);
    if (view === undefined) this.#counter.count(exact(k), at, elements.length);
    else {
      const ends = this.#rowExtremes(k, at, view);
      this.#counter.count(exact(k), this.#counter.load(ends), ends.length);
      const rows = takeRows(elements, view, index);
      this.#countRows(k, this.#counter.load(rows), rows.length, view);
    }
    this.#counter.unload(mark);
  }

  /** Of a loaded tensor: the largest element of every row and, where the value is signed, the smallest. */
  #rowExtremes(k: number, address: number, { outer, rows, width }: RowView): Float32Array {
    const nonNegative = this.#nonNegative(k);
    const ends: number[] = [];
    for (let row = 0; row < outer * rows; row++) {
      const { min, max } = this.#counter.extremes(address + 4 * row * width, width);
      ends.push(max);
      if (!nonNegative) ends.push(min);
    }
    return Float32Array.from(ends);
  }

  /** Makes the extremes known so far wider. */
  #widen(k: number, min: number, max: number): void {
    if (min < (this.#mins[k] as number)) this.#mins[k] = min;
    if (max > (this.#maxs[k] as number)) this.#maxs[k] = max;
  }
}
