import type { FloatBitHistogram } from '@octet/quantizer';

/** A bin is (sign, exponent, 8 bits of mantissa): `floatBitShift` of @octet/quantizer, which would cost a worker thread 0.3 s to load. */
const shift = 15;
const binCount = 2 ** (32 - shift);
/** Bits of +∞; NaNs are beyond it. */
const infinity = 0x7f800000;

export interface Extremes {
  readonly min: number;
  readonly max: number;
}

/** Counts float32 elements by their float bits. Exact up to 2^53; memory that no element's bin touches is never paged in. */
export class Histogram {
  readonly #counts: Float64Array = new Float64Array(binCount);

  /** Counts every element. Gives the extremes of the finite ones, 0 and 0 where there are none. */
  add(elements: Float32Array): Extremes {
    const counts = this.#counts;
    const bits = new Int32Array(elements.buffer, elements.byteOffset, elements.length);
    let lowest = infinity;
    let highest = ~infinity;
    for (let i = 0; i < bits.length; i++) {
      const x = bits[i] as number;
      const bin = x >>> shift;
      counts[bin] = (counts[bin] as number) + 1;
      // Integers compare in one cycle where floats, which mind NaN, take three.
      const rank = ranked(x);
      if (rank < lowest) lowest = rank;
      if (rank > highest) highest = rank;
    }
    const allFinite = ~infinity < lowest && lowest <= highest && highest < infinity;
    return allFinite ? { min: ofBits(ranked(lowest)), max: ofBits(ranked(highest)) } : finiteExtremes(elements);
  }

  read(): FloatBitHistogram {
    return sparse(this.#counts);
  }
}

/** Counts of the same bins added: the same result for any split of the samples, in any order. */
export function mergeHistograms(histograms: readonly FloatBitHistogram[]): FloatBitHistogram {
  const sums = new Float64Array(binCount);
  for (const { bins, counts } of histograms) {
    for (let i = 0; i < bins.length; i++) {
      const bin = bins[i] as number;
      sums[bin] = (sums[bin] as number) + (counts[i] as number);
    }
  }
  return sparse(sums);
}

/** The bins of finite numbers, and how many elements the others hold. */
export function withoutNonFinite({ bins, counts }: FloatBitHistogram): {
  readonly histogram: FloatBitHistogram;
  readonly nonFiniteCount: number;
} {
  const isNumber = (bin: number | undefined) => (((bin ?? 0) << shift) & infinity) !== infinity;
  const histogram = { bins: bins.filter(isNumber), counts: counts.filter((_, i) => isNumber(bins[i])) };
  const nonFiniteCount = counts.reduce((sum, count, i) => (isNumber(bins[i]) ? sum : sum + count), 0);
  return { histogram, nonFiniteCount };
}

/** The bins that hold something, ascending. Counted first, for room for all bins of all values would be 180 MB in a YOLOX. */
function sparse(all: Float64Array): FloatBitHistogram {
  let length = 0;
  for (let bin = 0; bin < all.length; bin++) if (all[bin] !== 0) length++;
  const bins = new Uint32Array(length);
  const counts = new Float64Array(length);
  for (let bin = 0, i = 0; i < length; bin++) {
    const count = all[bin] as number;
    if (count === 0) continue;
    bins[i] = bin;
    counts[i++] = count;
  }
  return { bins, counts };
}

/** A float's bits as an int32 in the order of the floats, and back again. −0 is below +0. */
function ranked(bits: number): number {
  return bits ^ ((bits >> 31) >>> 1);
}

const scratch = new Int32Array(1);
const scratchFloat = new Float32Array(scratch.buffer);

function ofBits(bits: number): number {
  scratch[0] = bits;
  return scratchFloat[0] as number;
}

function finiteExtremes(elements: Float32Array): Extremes {
  const finite = elements.filter(Number.isFinite);
  if (finite.length === 0) return { min: 0, max: 0 };
  return { min: finite.reduce((a, b) => Math.min(a, b)), max: finite.reduce((a, b) => Math.max(a, b)) };
}
