/** Low bits of a float32 that a bin ignores: a bin is (sign, exponent, 8 bits of mantissa), 2^17 of them, 0.4 % wide. */
export const floatBitShift = 15;

/**
 * Counts by float bits: bin b holds the float32 values whose bit pattern >>> 15 equals b. Needs no range known beforehand, merges by
 * addition, so it is the same for any split of the samples. Sparse, ascending in `bins`.
 */
export interface FloatBitHistogram {
  readonly bins: Uint32Array;
  readonly counts: Float64Array;
}

/** What calibration saw of one value: every element of every sample. Infinities and NaNs are counted, and are in nothing else. */
export interface ValueStatistics {
  readonly value: string;
  readonly min: number;
  readonly max: number;
  /** Extremes of each calibration sample, in their order; 0 where a sample has no finite element. */
  readonly sampleMins: Float32Array;
  readonly sampleMaxs: Float32Array;
  readonly histogram: FloatBitHistogram;
  /** NaN and infinite elements. */
  readonly nonFiniteCount: number;
  /** Elements of the value in the first sample. */
  readonly elementCount: number;
}

export interface Statistics {
  readonly sampleCount: number;
  readonly values: ReadonlyMap<string, ValueStatistics>;
}
