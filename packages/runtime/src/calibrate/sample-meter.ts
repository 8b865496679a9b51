import type { Feeds, Tensors } from '@octet/quantizer';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { inSample } from '../pool/fault.ts';
import type { OrtSession } from '../session/ort-session.ts';
import { fromOrtTensor, toOrtTensor } from '../session/ort-tensor.ts';
import { bindRun, runSession } from '../session/run-session.ts';
import type { Counted, Counter } from './counter.ts';
import type { CounterStore } from './counter-store.ts';
import { elementCount } from './element-count.ts';
import { finiteExtremes } from './finite-extremes.ts';
import { type ObservedTensor, observedTensor } from './observed-tensor.ts';
import { paddingTaken } from './padding.ts';
import { withPicks } from './pick-feed.ts';
import { type PlacedPart, type Plan, type PlannedValue, partsOf } from './plan.ts';
import { firstRow, takeRuns, viewOf } from './row-view.ts';
import { memberOf, type Stack } from './stack.ts';

export interface MeterSessions {
  /** The measuring graph; undefined where all values are fed. */
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

/** A stack's packed outputs, by their byte addresses in the counter. */
interface Pending {
  readonly first: number;
  readonly samples: number;
  readonly addresses: readonly number[];
}

type Parts = Partial<Record<PlacedPart['content'], PlacedPart>>;

/** Samples that wait to be counted together. Fewer where they are large: every page that they lie in has to be made once in a call. */
const pendingSamples = 32;
const pendingBytes = 4 * 2 ** 20;

/** The tables of value k. */
const exact = (k: number) => 2 * k;
const inner = (k: number) => 2 * k + 1;

/**
 * Measures samples a stack at a time and accumulates their histograms. A sample that the measuring graph was not made for (other dimensions)
 * is measured on its whole tensors; so are the extremes of values in which something is not finite.
 */
export class SampleMeter implements Disposable {
  readonly #plan: Plan;
  readonly #sessions: MeterSessions;
  readonly #counters: CounterStore;
  readonly #counter: Counter;
  /** Of each value, by content. */
  readonly #parts: readonly Parts[];
  /** Elements of each value in a sample of the planned dimensions. */
  readonly #plannedElements: readonly number[];
  /** Elements of all samples so far, by value. */
  readonly #elementCounts: Float64Array;
  readonly #pending: Pending[] = [];
  #pendingSamples = 0;

  constructor(plan: Plan, sessions: MeterSessions, counters: CounterStore) {
    this.#counters = counters;
    this.#plan = plan;
    this.#sessions = sessions;
    const runBytes = plan.packed.reduce((sum, { length }) => sum + 4 * length, 0);
    this.#counter = counters.take(2 * plan.values.length, pendingBytes + runBytes);
    this.#parts = plan.values.map((_, k) => Object.fromEntries(partsOf(plan, k).map((p) => [p.content, p])));
    this.#plannedElements = plan.values.map((v) => elementCount(v.dims));
    this.#elementCounts = new Float64Array(plan.values.length);
  }

  /** `into`: where to write minimum and maximum of each planned value over its finite elements, [samples, values, 2]; NaN of those it skips. */
  async measure({ samples, feeds, joined }: Stack, first: number, into: Float32Array): Promise<void> {
    const found = Array.from({ length: samples }, (_, i) => new Extremes(into, i, this.#plan.values.length));
    const byGraph = joined && (await this.#byGraph(feeds, { first, found }));
    for (const [i, extremes] of found.entries()) {
      try {
        const own = () => memberOf(feeds, i, joined ? this.#plan.stack : 1);
        this.#plan.values.forEach((v, k) => {
          if (v.kind === 'fed') this.#elements(k, observedTensor(own(), v.name), { index: first + i, extremes });
        });
        if (!byGraph) await this.#byTensors(own(), { index: first + i, extremes });
        const suspects = extremes.suspicious(this.#plan.values);
        if (suspects.length > 0) await this.#replaceNonFinite(own(), extremes, suspects);
        extremes.finish(this.#plan.values);
      } catch (error) {
        throw inSample(error, first + i);
      }
    }
  }

  /** Gives the counter back: nothing is measured any more. */
  [Symbol.dispose](): void {
    this.#counters.give(this.#counter);
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

  /** False, and nothing counted, where the samples are not of the dimensions that the graph was made for. */
  async #byGraph(feeds: Feeds, { first, found }: { readonly first: number; readonly found: readonly Extremes[] }): Promise<boolean> {
    const { packed, values, stack } = this.#plan;
    const session = this.#sessions.measuring;
    if (session === undefined) return this.#sessions.whole === undefined;
    const mark = this.#counter.loadedBytes;
    const addresses = packed.map(({ length }) => this.#counter.make(length));
    const outputs = await this.#run(session, withPicks(feeds, this.#plan, first), addresses);
    if (outputs === undefined) {
      this.#counter.unload(mark);
      return false;
    }
    this.#pending.push({ first, samples: found.length, addresses });
    this.#pendingSamples += found.length;
    this.#measure(addresses, found);
    if (this.#pendingSamples >= pendingSamples || this.#counter.loadedBytes > pendingBytes) this.#flush();
    values.forEach((v, k) => {
      if (v.kind === 'reduced')
        this.#elementCounts[k] = (this.#elementCounts[k] as number) + found.length * (this.#plannedElements[k] as number);
      if (v.kind !== 'whole') return;
      const tensors = { [v.name]: fromOrtTensor(outputs[v.name] as OrtTensor) };
      for (const [i, extremes] of found.entries())
        this.#elements(k, observedTensor(memberOf(tensors, i, stack), v.name), { index: first + i, extremes });
    });
    return true;
  }

  /** Has onnxruntime write the packed outputs to these addresses; undefined where something has not the planned dimensions. */
  async #run(session: OrtSession, feeds: Feeds, addresses: readonly number[]): Promise<Record<string, OrtTensor> | undefined> {
    const { packed, values, stack } = this.#plan;
    const outputs: Record<string, OrtTensor | null> = {};
    packed.forEach(({ name, dims, length }, i) => {
      outputs[name] = toOrtTensor({ dtype: 'float32', dims, data: this.#counter.at(addresses[i] as number, length) }, name);
    });
    for (const { name, kind } of values) if (kind === 'whole') outputs[name] = null;
    try {
      const found = await bindRun(session, feeds, outputs)();
      const fits = (name: string, k: number) => found[name]?.data.length === stack * (this.#plannedElements[k] as number);
      return stack === 1 || values.every(({ name, kind }, k) => kind !== 'whole' || fits(name, k)) ? found : undefined;
    } catch {
      return undefined; // what is wrong with a sample itself, the ordinary run will tell
    }
  }

  /** Extremes of each sample, from those of its rows. */
  #measure(addresses: readonly number[], found: readonly Extremes[]): void {
    this.#plan.packed.forEach(({ length, parts }, output) => {
      const base = addresses[output] as number;
      const finite = this.#counter.allFinite(base, length);
      for (const { value, first, length: ofStack, content } of parts) {
        const { minimum } = this.#plan.values[value] as PlannedValue;
        const each = ofStack / this.#plan.stack;
        const at = base + 4 * first;
        if (!finite)
          found.forEach((extremes, i) => {
            if (!this.#counter.allFinite(at + 4 * i * each, each)) extremes.suspects.add(value);
          });
        if (content === 'runs' && minimum !== 'sampled') continue;
        const ends = this.#counter.extremesEach(at, each, found.length);
        found.forEach((extremes, i) => {
          extremes.widen(value, { min: ends[2 * i] as number, max: ends[2 * i + 1] as number });
        });
      }
    });
  }

  /**
   * Counts all pending samples, value by value: a table has thousands of bins that hold something, those of all values together do not fit
   * in cache, and one sample alone adds but few elements to each.
   */
  #flush(): void {
    this.#plan.values.forEach((value, k) => {
      if (value.kind === 'reduced') for (const stack of this.#pending) this.#countValue(value, k, stack);
    });
    this.#pending.length = 0;
    this.#pendingSamples = 0;
    this.#counter.unload(0);
  }

  #countValue({ view, dims, blockSize, bound }: PlannedValue, k: number, { first, samples, addresses }: Pending): void {
    const { all, runs, min, max } = this.#parts[k] as Parts;
    const at = (part: PlacedPart, sample: number) =>
      (addresses[part.output] as number) + 4 * (part.first + (sample * part.length) / this.#plan.stack);
    for (const part of [all, min, max])
      if (part !== undefined) this.#counter.count(exact(k), at(part, 0), (samples * part.length) / this.#plan.stack);
    for (let i = 0; i < samples; i++) {
      const index = first + i;
      if (view !== undefined && runs !== undefined && max !== undefined) {
        const row = 4 * firstRow(view, index);
        this.#counter.countRuns(inner(k), at(runs, i), {
          runs: view.taken,
          length: view.run,
          max: at(max, i) + row,
          min: min === undefined ? undefined : at(min, i) + row,
          bound,
          rowStep: view.step,
        });
      }
      const padding = blockSize === undefined ? 0 : paddingTaken(view, { dims, blockSize }, index);
      if (padding > 0) this.#counter.uncount(view === undefined ? exact(k) : inner(k), 0, padding);
    }
  }

  async #byTensors(feeds: Feeds, sample: Sample): Promise<void> {
    const tensors = { ...feeds, ...(await this.#wholeTensors(feeds)) };
    this.#plan.values.forEach((v, k) => {
      if (v.kind !== 'fed') this.#elements(k, observedTensor(tensors, v.name), sample);
    });
  }

  /** What a reduction makes of a NaN depends on its place, so extremes of such tensors are taken again from their finite elements. */
  async #replaceNonFinite(feeds: Feeds, extremes: Extremes, suspects: readonly number[]): Promise<void> {
    const tensors = this.#sessions.whole === undefined ? feeds : { ...feeds, ...(await this.#wholeTensors(feeds)) };
    for (const k of suspects) extremes.set(k, finiteExtremes(observedTensor(tensors, (this.#plan.values[k] as PlannedValue).name).data));
  }

  async #wholeTensors(feeds: Feeds): Promise<Tensors> {
    if (this.#sessions.whole === undefined) throw new Error('the plan observes nothing that a node computes');
    return runSession(await this.#sessions.whole(), feeds);
  }

  /** A tensor that lies at hand, measured as the graph would: extremes of every row, and the runs that a sample takes. */
  #elements(k: number, { data: elements }: ObservedTensor, { index, extremes }: Sample): void {
    this.#elementCounts[k] = (this.#elementCounts[k] as number) + elements.length;
    const { minimum, bound } = this.#plan.values[k] as PlannedValue;
    const view = viewOf(elements.length, { wanted: this.#plan.wanted, minimum, bound });
    const mark = this.#counter.loadedBytes;
    const at = this.#counter.load(elements);
    const finite = this.#counter.allFinite(at, elements.length) && elements.length > 0;
    extremes.widen(k, finite ? this.#counter.extremes(at, elements.length) : finiteExtremes(elements));
    if (view === undefined) this.#counter.count(exact(k), at, elements.length);
    else {
      const { rows, width, run, step, taken } = view;
      const ends = Array.from({ length: rows }, (_, row) => this.#counter.extremes(at + 4 * row * width, width));
      const max = this.#counter.load(Float32Array.from(ends, (e) => e.max));
      const min = minimum === 'exact' ? this.#counter.load(Float32Array.from(ends, (e) => e.min)) : undefined;
      for (const end of [max, min]) if (end !== undefined) this.#counter.count(exact(k), end, rows);
      const first = 4 * firstRow(view, index);
      this.#counter.countRuns(inner(k), this.#counter.load(takeRuns(elements, view, index)), {
        runs: taken,
        length: run,
        max: max + first,
        min: min === undefined ? undefined : min + first,
        bound,
        rowStep: step,
      });
    }
    this.#counter.unload(mark);
  }
}

interface Sample {
  readonly index: number;
  readonly extremes: Extremes;
}

/** Of one sample: the extremes of every value as far as they are known, in a part of an array [samples, values, 2]. */
class Extremes {
  /** Values in which something may not be finite. */
  readonly suspects: Set<number> = new Set();
  readonly #ends: Float32Array;
  readonly #at: number;

  constructor(ends: Float32Array, sample: number, values: number) {
    this.#ends = ends;
    this.#at = 2 * values * sample;
    for (let k = 0; k < values; k++) this.set(k, { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY });
  }

  widen(k: number, { min, max }: { readonly min: number; readonly max: number }): void {
    const at = this.#at + 2 * k;
    if (min < (this.#ends[at] as number)) this.#ends[at] = min;
    if (max > (this.#ends[at + 1] as number)) this.#ends[at + 1] = max;
  }

  set(k: number, { min, max }: { readonly min: number; readonly max: number }): void {
    const at = this.#at + 2 * k;
    this.#ends[at] = min;
    this.#ends[at + 1] = max;
  }

  suspicious(values: readonly PlannedValue[]): number[] {
    const found: number[] = [];
    values.forEach(({ kind, minimum }, k) => {
      if (kind === 'skipped') return;
      const known = this.#isMet(k) && (minimum === 'zero' || Number.isFinite(this.#ends[this.#at + 2 * k]));
      if (!known || this.suspects.has(k)) found.push(k);
    });
    return found;
  }

  /** Nothing will be widened any more. */
  finish(values: readonly PlannedValue[]): void {
    values.forEach(({ minimum }, k) => {
      if (!this.#isMet(k)) this.set(k, { min: Number.NaN, max: Number.NaN });
      else if (minimum === 'zero') this.#ends[this.#at + 2 * k] = 0;
    });
  }

  #isMet(k: number): boolean {
    return Number.isFinite(this.#ends[this.#at + 2 * k + 1]);
  }
}
