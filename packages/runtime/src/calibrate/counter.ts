import type { FloatBitHistogram } from '@octet/quantizer';
import { binCount, negativeBins, nonFiniteBins } from './float-bit-bins.ts';
import { kernelsBase64 } from './gen/kernels.ts';

const binBytes = 4 * binCount;
/** kernels.wat counts +0 in these cells behind the bins, one a lane. */
const zeroCells = [0, 16, 32, 48].map((cell) => binCount + cell);
/** Behind them, two times four lanes: how far the bins that hold something reach (kernels.wat). */
const reachCells = binCount + 64;
const tableBytes = binBytes + 320;
/** Bins of magnitudes from 2⁻¹⁴ to 2⁴, 256 an octave. */
const usualBins = [127 - 14, 127 + 4].map((exponent) => 256 * exponent) as [number, number];
const pageBytes = 65536;
/** As kernels.wat says: 4 GiB. */
const mostPages = 65536;
/** The kernels' answers (two float32 each) lie from address 0 on; nothing else lies in the first page. */
const tablesAt = pageBytes;
/** Bit pattern of +infinity; what is at or above it, sign removed, is infinite or NaN. */
const infinityBits = 0x7f800000;

/** What is used of WebAssembly here; Node has it, TypeScript declares it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: { readonly counter: { readonly memory: Memory } }) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number; readonly shared: true }) => Memory;
};

interface Memory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

interface Kernels {
  extremesEach(address: number, count: number, times: number, out: number): void;
  count(address: number, count: number, table: number): void;
  countRuns(address: number, runs: number, length: number, max: number, min: number, stride: number, bound: number, table: number): void;
  largest(address: number, count: number): number;
  collect(address: number, end: number, bin: number, bins: number, counts: number): number;
}

export interface Extremes {
  readonly min: number;
  readonly max: number;
}

export interface CountedRuns {
  readonly runs: number;
  readonly length: number;
  /** Byte address of the largest element of the first run's row, and of the smallest where it matters. */
  readonly max: number;
  readonly min: number | undefined;
  /** What no element exceeds, and many may reach: at this height a row's largest is no single element. */
  readonly bound: number | undefined;
  /** Rows from one run's to the next one's; their extremes lie behind each other. */
  readonly rowStep: number;
}

interface Cells {
  readonly bins: Uint32Array;
  readonly counts: Uint32Array;
}

export interface Counted {
  readonly histogram: FloatBitHistogram;
  readonly nonFiniteCount: number;
}

/**
 * Minima, maxima and float-bit histograms in WebAssembly. A table takes 512 KiB of address space, of which
 * only the pages of usual magnitudes and of those that it meets are ever touched. Counts are 32-bit: 4·10⁹ equal elements a table.
 */
export class Counter {
  readonly tableCount: number;
  readonly #kernels: Kernels;
  readonly #memory: Memory;
  readonly #scratchAt: number;
  #loadedBytes = 0;
  /** All of the memory; made anew when it grows, for then it is another buffer. */
  #floats: Float32Array = new Float32Array(0);

  /** `room`: bytes that will be loaded. Memory grows for more. */
  constructor(tableCount: number, room: number = pageBytes) {
    this.tableCount = tableCount;
    this.#scratchAt = Math.ceil((tablesAt + tableCount * tableBytes) / pageBytes) * pageBytes;
    const initial = Math.ceil((this.#scratchAt + room) / pageBytes);
    // No other thread sees it. But of shared memory V8 does not mind the size: tens of megabytes of tables, hardly touched, would have it collect
    // garbage while the first samples are measured.
    this.#memory = new WebAssembly.Memory({ initial, maximum: mostPages, shared: true });
    this.#kernels = new WebAssembly.Instance(module, { counter: { memory: this.#memory } }).exports as Kernels;
    this.#reserve(room);
    for (let table = 0; table < tableCount; table++) this.#touch(this.#table(table));
  }

  /**
   * Writes where most activations will be counted. A page whose first touch is a read, as counting's is, has to be made twice, and the second time
   * interrupts every other core.
   */
  #touch(cells: Uint32Array): void {
    const [from, to] = usualBins;
    for (const sign of [0, negativeBins]) cells.fill(0, sign + from, sign + to);
    cells.fill(0, binCount);
  }

  /** Copies float32 elements behind what is loaded already; gives their byte address, for the methods below. */
  load(elements: Float32Array): number {
    const at = this.make(elements.length);
    this.#floats.set(elements, at / 4);
    return at;
  }

  /** Room for so many elements behind what is loaded already, as if they were loaded; gives their byte address. */
  make(length: number): number {
    const at = this.#scratchAt + this.#loadedBytes;
    this.#reserve(4 * length);
    this.#loadedBytes += 4 * length;
    return at;
  }

  /** The elements at a byte address, to be written by others. Valid until the next loading. */
  at(address: number, length: number): Float32Array {
    return this.#floats.subarray(address / 4, address / 4 + length);
  }

  /** What is loaded: a mark to go back to. */
  get loadedBytes(): number {
    return this.#loadedBytes;
  }

  /** Forgets what was loaded since. */
  unload(loadedBytes: number): void {
    this.#loadedBytes = loadedBytes;
  }

  /** Of `count` elements at a byte address; a NaN counts for nothing. Without any number: +∞ and −∞. */
  extremes(address: number, count: number): Extremes {
    const ends = this.extremesEach(address, count, 1);
    return { min: ends[0] as number, max: ends[1] as number };
  }

  /** The same of each of `times` times `count` elements behind each other: minimum i stands at 2i, maximum i at 2i + 1. Valid until the next call. */
  extremesEach(address: number, count: number, times: number): Float32Array {
    this.#kernels.extremesEach(address, count, times, 0);
    return this.#floats;
  }

  /** Whether none of `count` elements at a byte address is infinite or NaN. */
  allFinite(address: number, count: number): boolean {
    return this.#kernels.largest(address, count) < infinityBits;
  }

  /** Adds `count` elements at a byte address to a table. */
  count(table: number, address: number, count: number): void {
    this.#kernels.count(address, count, tablesAt + table * tableBytes);
  }

  /** Adds runs of `length` elements to a table, but for those that are an extreme of their row. */
  countRuns(table: number, address: number, { runs, length, max, min, bound, rowStep }: CountedRuns): void {
    const cut = bound ?? Number.POSITIVE_INFINITY;
    this.#kernels.countRuns(address, runs, length, max, min ?? 0, 4 * rowStep, cut, tablesAt + table * tableBytes);
  }

  /** Takes `count` elements of bit pattern `bits` out of a table again. */
  uncount(table: number, bits: number, count: number): void {
    const bins = this.#table(table);
    bins[bits >>> 15] = (bins[bits >>> 15] as number) - count;
  }

  read(table: number): Counted {
    const cells = this.#table(table);
    // Modulo 2^32, since taking elements out may have left bin 0 alone below nothing.
    const zeros = zeroCells.reduce((sum, cell) => sum + (cells[cell] as number), cells[0] as number) % 2 ** 32;
    // Few of the bins hold anything, and those that never did are not even in memory. Bin 0 is counted above.
    const { lowest, above } = reachOf(cells);
    const finite = this.#collect(table, lowest, Math.min(nonFiniteBins, above));
    const own = zeros === 0 ? 0 : 1;
    const histogram = { bins: new Uint32Array(own + finite.bins.length), counts: new Float64Array(own + finite.bins.length) };
    if (own === 1) histogram.counts[0] = zeros;
    histogram.bins.set(finite.bins, own);
    histogram.counts.set(finite.counts, own);
    const notFinite = this.#collect(table, Math.max(lowest, nonFiniteBins), Math.min(negativeBins, above));
    return { histogram, nonFiniteCount: notFinite.counts.reduce((a, b) => a + b, 0) };
  }

  /** Empties all tables and forgets what is loaded. */
  clear(): void {
    this.unload(0);
    for (let table = 0; table < this.tableCount; table++) {
      const cells = this.#table(table);
      const { lowest, above } = reachOf(cells);
      for (const sign of [0, negativeBins]) cells.fill(0, sign + lowest, sign + above);
      cells[0] = 0;
      cells.fill(0, binCount);
    }
  }

  /** The bins that hold something, of magnitudes from `from` to below `to` and either sign, without bin 0. Views, until the next loading. */
  #collect(table: number, from: number, to: number): Cells {
    const room = 8 * Math.max(0, to - from);
    this.#reserve(2 * room);
    const bins = this.#scratchAt + this.#loadedBytes;
    const address = tablesAt + table * tableBytes;
    let count = 0;
    for (const sign of [0, negativeBins]) {
      const first = Math.max(1, sign + from);
      const at = bins + 4 * count;
      if (first < sign + to) count += this.#kernels.collect(address + 4 * first, address + 4 * (sign + to), first, at, at + room);
    }
    const view = (at: number) => new Uint32Array(this.#memory.buffer, at, count);
    return { bins: view(bins), counts: view(bins + room) };
  }

  #table(table: number): Uint32Array {
    if (table < 0 || table >= this.tableCount) throw new RangeError(`table ${table} of ${this.tableCount}`);
    return new Uint32Array(this.#memory.buffer, tablesAt + table * tableBytes, tableBytes / 4);
  }

  /** Room for so many bytes behind what is loaded. Doubles, for a growing of its own for every load would cost more than the loads. */
  #reserve(bytes: number): void {
    const scratch = this.#memory.buffer.byteLength - this.#scratchAt;
    const missing = this.#loadedBytes + bytes - scratch;
    if (missing > 0) this.#memory.grow(Math.ceil(Math.max(missing, scratch) / pageBytes));
    if (this.#floats.buffer !== this.#memory.buffer) this.#floats = new Float32Array(this.#memory.buffer);
  }
}

/** The magnitudes that a table holds: from the lowest bin to below another. */
function reachOf(cells: Uint32Array): { readonly lowest: number; readonly above: number } {
  const above = Math.max(...cells.subarray(reachCells, reachCells + 4)) / 4 + 1;
  const lowest = negativeBins - 1 - Math.max(...cells.subarray(reachCells + 4, reachCells + 8)) / 4;
  return { lowest, above };
}

/** One a thread: what V8 has optimised of it serves the next counter too. */
const module = new WebAssembly.Module(Buffer.from(kernelsBase64, 'base64'));
