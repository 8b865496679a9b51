import type { FloatBitHistogram } from '@octet/quantizer';
import { kernelsBase64 } from './gen/kernels.ts';

/** Bins of a float-bit table: 32 − floatBitShift bits of sign, exponent and mantissa. */
const binCount = 1 << 17;
const binBytes = 4 * binCount;
/** kernels.wat counts +0 in these cells behind the bins, one a lane. */
const zeroCells = [0, 16, 32, 48].map((cell) => binCount + cell);
const tableBytes = binBytes + 256;
const pageBytes = 65536;
/** The kernels' answer (two float32) lies at address 0; nothing else lies in the first page. */
const tablesAt = pageBytes;
/** Bit pattern of +infinity; what is at or above it, sign removed, is infinite or NaN. */
const infinityBits = 0x7f800000;

/** What is used of WebAssembly here; Node has it, TypeScript declares it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  extremes(address: number, count: number, out: number): void;
  count(address: number, count: number, table: number): void;
  countRuns(address: number, runs: number, length: number, max: number, min: number, stride: number, table: number): void;
  largest(address: number, count: number): number;
  nextCounted(address: number, end: number): number;
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
  /** Rows from one run's to the next one's; their extremes lie behind each other. */
  readonly rowStep: number;
}

export interface Counted {
  readonly histogram: FloatBitHistogram;
  readonly nonFiniteCount: number;
}

/**
 * Minima, maxima and float-bit histograms in WebAssembly. A table takes 512 KiB of address space, of which
 * only the pages that hold its magnitudes are ever touched. Counts are 32-bit: 4·10⁹ equal elements a table.
 */
export class Counter {
  readonly #kernels: Kernels;
  readonly #tableCount: number;
  readonly #scratchAt: number;
  #loadedBytes = 0;
  /** All of the memory; made anew when it grows, for that detaches the buffer. */
  #floats: Float32Array = new Float32Array(0);

  constructor(tableCount: number) {
    this.#kernels = instantiate();
    this.#tableCount = tableCount;
    this.#scratchAt = Math.ceil((tablesAt + tableCount * tableBytes) / pageBytes) * pageBytes;
    this.#reserve();
  }

  /** Copies float32 elements behind what is loaded already; gives their byte address, for the methods below. */
  load(elements: Float32Array): number {
    const at = this.#scratchAt + this.#loadedBytes;
    this.#loadedBytes += 4 * elements.length;
    this.#reserve();
    this.#floats.set(elements, at / 4);
    return at;
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
    this.#kernels.extremes(address, count, 0);
    return { min: this.#floats[0] as number, max: this.#floats[1] as number };
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
  countRuns(table: number, address: number, { runs, length, max, min, rowStep }: CountedRuns): void {
    this.#kernels.countRuns(address, runs, length, max, min ?? 0, 4 * rowStep, tablesAt + table * tableBytes);
  }

  /** Takes `count` elements of bit pattern `bits` out of a table again. */
  uncount(table: number, bits: number, count: number): void {
    const bins = this.#table(table);
    bins[bits >>> 15] = (bins[bits >>> 15] as number) - count;
  }

  read(table: number): Counted {
    const bins = this.#table(table);
    // Modulo 2^32, since taking elements out may have left bin 0 alone below nothing.
    const zeros = zeroCells.reduce((sum, cell) => sum + (bins[cell] as number), bins[0] as number) % 2 ** 32;
    const found: number[] = [];
    const counts: number[] = [];
    let nonFiniteCount = 0;
    const tally = (bin: number, count: number) => {
      if (count === 0) return;
      if (((bin << 15) & infinityBits) === infinityBits) nonFiniteCount += count;
      else {
        found.push(bin);
        counts.push(count);
      }
    };
    tally(0, zeros);
    const start = bins.byteOffset;
    const end = start + binBytes;
    // Few of the bins hold anything.
    for (let at = this.#kernels.nextCounted(start, end); at < end; at = this.#kernels.nextCounted(at + 64, end)) {
      const first = (at - start) / 4;
      for (let bin = Math.max(1, first); bin < first + 16; bin++) tally(bin, bins[bin] as number);
    }
    return { histogram: { bins: Uint32Array.from(found), counts: Float64Array.from(counts) }, nonFiniteCount };
  }

  #table(table: number): Uint32Array {
    if (table < 0 || table >= this.#tableCount) throw new RangeError(`table ${table} of ${this.#tableCount}`);
    return new Uint32Array(this.#kernels.memory.buffer, tablesAt + table * tableBytes, tableBytes / 4);
  }

  #reserve(): void {
    const missing = this.#scratchAt + this.#loadedBytes - this.#kernels.memory.buffer.byteLength;
    if (missing > 0) this.#kernels.memory.grow(Math.ceil(missing / pageBytes));
    if (this.#floats.buffer !== this.#kernels.memory.buffer) this.#floats = new Float32Array(this.#kernels.memory.buffer);
  }
}

function instantiate(): Kernels {
  const module = new WebAssembly.Module(Buffer.from(kernelsBase64, 'base64'));
  return new WebAssembly.Instance(module).exports as Kernels;
}
